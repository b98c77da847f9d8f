package org.dlrm.stats.agreement;

import java.util.Arrays;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * Intraclass correlation coefficients of n subjects measured k times (Shrout and Fleiss 1979; intervals McGraw and Wong
 * 1996; R's psych::ICC).
 *
 * @param n subjects, likewise k measurements each
 * @param msr mean square between subjects (rows)
 * @param msc between measurements (columns)
 * @param mse residual
 * @param msw within subjects
 */
public record Icc(int n, int k, double msr, double msc, double mse, double msw) {

    /** Differences below this part of the largest value come from rounding: they are none. */
    private static final double ROUNDING = 1e-14;

    /** The six forms. */
    public enum Form {
        /** One-way random effects, a single measurement: ICC(1,1). */
        ICC1("ICC1", "ICC(1,1)", 1, false),
        /** Two-way random effects, absolute agreement: ICC(2,1). */
        ICC2("ICC2", "ICC(2,1)", 2, false),
        /** Two-way mixed effects, consistency: ICC(3,1). */
        ICC3("ICC3", "ICC(3,1)", 3, false),
        /** Mean of k measurements: ICC(1,k), likewise the next two. */
        ICC1K("ICC1k", "ICC(1,k)", 1, true), ICC2K("ICC2k", "ICC(2,k)", 2, true), ICC3K("ICC3k", "ICC(3,k)", 3, true);

        private final String m_label;
        private final String m_notation;
        private final int m_model;
        private final boolean m_average;

        Form(final String label, final String notation, final int model, final boolean average) {
            m_label = label;
            m_notation = notation;
            m_model = model;
            m_average = average;
        }

        /** @return psych's name, e.g. ICC2k */
        public String label() {
            return m_label;
        }

        /** @return Shrout and Fleiss' notation, e.g. ICC(2,k) */
        public String notation() {
            return m_notation;
        }
    }

    /**
     * @param ratings {@code [measurement][subject]}, complete
     * @throws DegenerateDataException if all values are equal
     */
    public static Icc of(final double[]... ratings) {
        final int k = ratings.length;
        if (k < 2) {
            throw new IllegalArgumentException("An ICC needs at least two measurements of each subject, not " + k);
        }
        final int n = ratings[0].length;
        if (n < 2) {
            throw new DegenerateDataException("An ICC needs at least two subjects, there are " + n);
        }
        double grand = 0;
        final double[] row = new double[n];
        final double[] column = new double[k];
        for (int j = 0; j < k; j++) {
            Check.sameLength("Measurement 1", n, "measurement " + (j + 1), ratings[j].length);
            Check.finite("measurement " + (j + 1), ratings[j]);
            for (int i = 0; i < n; i++) {
                row[i] += ratings[j][i] / k;
                column[j] += ratings[j][i] / n;
                grand += ratings[j][i] / ((double)n * k);
            }
        }
        double ssr = 0;
        double ssc = 0;
        double sse = 0;
        for (int i = 0; i < n; i++) {
            ssr += k * (row[i] - grand) * (row[i] - grand);
        }
        for (int j = 0; j < k; j++) {
            ssc += n * (column[j] - grand) * (column[j] - grand);
            for (int i = 0; i < n; i++) {
                final double residual = ratings[j][i] - row[i] - column[j] + grand;
                sse += residual * residual;
            }
        }
        final double first = ratings[0][0];
        if (Arrays.stream(ratings).allMatch(r -> Arrays.stream(r).allMatch(v -> v == first))) {
            throw new DegenerateDataException("All values are equal: an ICC does not exist");
        }
        final double noise = n * k * Math.pow(ROUNDING * Arrays.stream(ratings).flatMapToDouble(Arrays::stream).map(Math::abs)
            .max().orElseThrow(), 2);
        ssr = ssr > noise ? ssr : 0;
        ssc = ssc > noise ? ssc : 0;
        sse = sse > noise ? sse : 0;
        return new Icc(n, k, ssr / (n - 1), ssc / (k - 1), sse / ((n - 1.0) * (k - 1)),
            (ssc + sse) / (n * (k - 1.0)));
    }

    /** @return the coefficient */
    public double estimate(final Form form) {
        final double single = switch (form.m_model) {
            case 1 -> (msr - msw) / (msr + (k - 1) * msw);
            case 2 -> (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n);
            default -> (msr - mse) / (msr + (k - 1) * mse);
        };
        return form.m_average ? average(form) : single;
    }

    private double average(final Form form) {
        return switch (form.m_model) {
            case 1 -> (msr - msw) / msr;
            case 2 -> (msr - mse) / (msr + (msc - mse) / n);
            default -> (msr - mse) / msr;
        };
    }

    /** @return F of the test that the coefficient is 0; Infinity for perfect agreement */
    public double f(final Form form) {
        return msr / (form.m_model == 1 ? msw : mse);
    }

    public double df1() {
        return n - 1.0;
    }

    public double df2(final Form form) {
        return form.m_model == 1 ? n * (k - 1.0) : (n - 1.0) * (k - 1);
    }

    public double p(final Form form) {
        return Tail.f(f(form), df1(), df2(form));
    }

    /** @return confidence interval of the coefficient */
    public Interval interval(final Form form, final double level) {
        final double a = (1 - level) / 2;
        if (form.m_model == 2) {
            final Interval single = absoluteAgreement(a);
            return form.m_average ? new Interval(spearmanBrown(single.lower()), spearmanBrown(single.upper())) : single;
        }
        if (Double.isInfinite(f(form))) { // the measurements agree but for what the form does not count
            return new Interval(1, 1);
        }
        final double lower = f(form) / Tail.fQuantile(a, df1(), df2(form));
        final double upper = f(form) * Tail.fQuantile(a, df2(form), df1());
        return form.m_average ? new Interval(1 - 1 / lower, 1 - 1 / upper)
            : new Interval((lower - 1) / (lower + k - 1), (upper - 1) / (upper + k - 1));
    }

    private double spearmanBrown(final double single) {
        return single * k / (1 + single * (k - 1));
    }

    /** Satterthwaite's degrees of freedom for the two error terms (Shrout and Fleiss 1979, p. 424). */
    private Interval absoluteAgreement(final double a) {
        if (mse == 0 && msc == 0) {
            return new Interval(1, 1);
        }
        final double icc = estimate(Form.ICC2);
        final double fj = msc / mse;
        final double error = n * (1 + (k - 1) * icc) - k * icc;
        final double v = mse == 0 ? k - 1.0 : (k - 1.0) * (n - 1) * Math.pow(k * icc * fj + error, 2)
            / ((n - 1.0) * k * k * icc * icc * fj * fj + error * error);
        final double up = Tail.fQuantile(a, n - 1.0, v);
        final double down = Tail.fQuantile(a, v, n - 1.0);
        final double noise = k * msc + ((double)k * n - k - n) * mse;
        return new Interval(n * (msr - up * mse) / (up * noise + n * msr),
            n * (down * msr - mse) / (noise + n * down * msr));
    }
}
