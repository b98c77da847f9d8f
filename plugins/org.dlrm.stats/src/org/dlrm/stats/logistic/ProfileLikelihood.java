package org.dlrm.stats.logistic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.dlrm.stats.base.CubicSpline;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/** The profile likelihood of one coefficient: the likelihood with that one fixed and the others at their best. */
final class ProfileLikelihood {

    /** R's profile(): at most nine points on either side, a fifth of the way to the limit apart. */
    private static final int MAX_STEPS = 10;
    private static final int STEPS_TO_LIMIT = 5;
    /** R's spline(): three points for each given one. */
    private static final int FINER = 3;

    private final LogisticRegression.Problem m_problem;
    private final int m_term;
    private final double m_estimate;
    private final double m_se;
    private final double[] m_eta;
    private final double m_best;

    /** @param eta linear predictor of the fit */
    ProfileLikelihood(final LogisticRegression.Problem problem, final int term, final double estimate, final double se,
        final double[] eta) {
        m_problem = problem;
        m_term = term;
        m_estimate = estimate;
        m_se = se;
        m_eta = eta;
        m_best = problem.profile(term, estimate, eta).objective();
    }

    private double deviance(final double value) {
        try {
            return m_problem.profile(m_term, value, m_eta).objective() - m_best;
        } catch (DegenerateDataException e) {
            return Double.POSITIVE_INFINITY; // so far out that all fitted probabilities are 0 or 1
        }
    }

    private record Point(double value, double z) {
    }

    /** R's confint(): signed roots of the deviance at a few points, a spline through them, then linear interpolation. */
    Interval interpolated(final double level) {
        final double limit = Math.sqrt(Tail.chisqQuantile((1 - level) / 4, 1));
        final List<Point> points = new ArrayList<>(List.of(new Point(m_estimate, 0)));
        for (final int sign : new int[] {-1, 1}) {
            double z = 0;
            double[] eta = m_eta;
            for (int step = 1; step < MAX_STEPS && Math.abs(z) < limit; step++) {
                final double value = m_estimate + sign * step * limit / STEPS_TO_LIMIT * m_se;
                final LogisticRegression.Problem.Profile profile = m_problem.profile(m_term, value, eta);
                eta = profile.eta();
                z = sign * Math.sqrt(Math.max(0, profile.objective() - m_best));
                points.add(new Point(value, z));
            }
        }
        points.sort(Comparator.comparingDouble(Point::value));
        final double[] values = points.stream().mapToDouble(Point::value).toArray();
        final CubicSpline spline = new CubicSpline(values, points.stream().mapToDouble(Point::z).toArray());
        final int n = FINER * values.length;
        final double[] x = new double[n];
        final double[] z = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = values[0] + i * (values[values.length - 1] - values[0]) / (n - 1);
            z[i] = spline.value(x[i]);
        }
        final double cutoff = Tail.zForLevel(level);
        return new Interval(at(-cutoff, z, x), at(cutoff, z, x));
    }

    private static double at(final double cutoff, final double[] z, final double[] x) {
        for (int i = 1; i < z.length; i++) {
            if (z[i - 1] <= cutoff && cutoff <= z[i]) {
                return x[i - 1] + (x[i] - x[i - 1]) * (cutoff - z[i - 1]) / (z[i] - z[i - 1]);
            }
        }
        return Double.NaN; // the likelihood does not fall far enough within R's steps
    }

    /** The ends where the deviance has grown by the chi-square quantile; infinite where it never does. */
    Interval exact(final double level) {
        final double z = Tail.zForLevel(level);
        return new Interval(end(-1, z * z), end(1, z * z));
    }

    private double end(final int sign, final double target) {
        double width = 2 * m_se;
        for (int i = 0; i < 12; i++) {
            final double outside = m_estimate + sign * width;
            if (deviance(outside) > target) {
                return Tail.root(value -> deviance(value) - target, m_estimate, outside);
            }
            width *= 2;
        }
        return sign * Double.POSITIVE_INFINITY;
    }
}
