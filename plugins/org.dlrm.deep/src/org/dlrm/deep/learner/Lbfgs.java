package org.dlrm.deep.learner;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;

import org.dlrm.work.Progress;

/** Minimises a smooth convex function by limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5). */
final class Lbfgs {

    private static final int MEMORY = 10;

    private static final int MAX_ITERATIONS = 500;

    private static final double GRADIENT_TOLERANCE = 1e-7;

    /** A function with its gradient. */
    interface Objective {
        /** @return the value at x; writes the gradient */
        double value(double[] x, double[] gradient);
    }

    private record Pair(double[] s, double[] y, double rho) {
    }

    private Lbfgs() {
    }

    /** @return the minimum, from 0 */
    static double[] minimise(final Objective objective, final int n, final Progress progress) {
        double[] x = new double[n];
        double[] gradient = new double[n];
        double value = objective.value(x, gradient);
        final ArrayDeque<Pair> pairs = new ArrayDeque<>();
        for (int i = 0; i < MAX_ITERATIONS && norm(gradient) > GRADIENT_TOLERANCE; i++) {
            progress.check();
            final double[] direction = direction(gradient, pairs);
            final double slope = dot(direction, gradient);
            double step = pairs.isEmpty() ? Math.min(1, 1 / norm(gradient)) : 1;
            final double[] next = new double[n];
            final double[] nextGradient = new double[n];
            double nextValue = Double.NaN;
            for (int half = 0; half < 60; half++, step /= 2) {
                for (int k = 0; k < n; k++) {
                    next[k] = x[k] + step * direction[k];
                }
                nextValue = objective.value(next, nextGradient);
                if (nextValue <= value + 1e-4 * step * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                break; // as exact as doubles are
            }
            final double[] s = new double[n];
            final double[] y = new double[n];
            for (int k = 0; k < n; k++) {
                s[k] = next[k] - x[k];
                y[k] = nextGradient[k] - gradient[k];
            }
            if (dot(s, y) > 1e-14) {
                pairs.addFirst(new Pair(s, y, 1 / dot(s, y)));
                if (pairs.size() > MEMORY) {
                    pairs.removeLast();
                }
            }
            x = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return x;
    }

    /** The two-loop recursion. */
    private static double[] direction(final double[] gradient, final ArrayDeque<Pair> pairs) {
        final double[] q = Arrays.stream(gradient).map(g -> -g).toArray();
        final double[] alpha = new double[pairs.size()];
        int i = 0;
        for (final Pair p : pairs) {
            alpha[i] = p.rho * dot(p.s, q);
            add(q, -alpha[i++], p.y);
        }
        if (!pairs.isEmpty()) {
            final Pair last = pairs.getFirst();
            final double scale = 1 / (last.rho * dot(last.y, last.y));
            for (int k = 0; k < q.length; k++) {
                q[k] *= scale;
            }
        }
        for (final Iterator<Pair> it = pairs.descendingIterator(); it.hasNext();) {
            final Pair p = it.next();
            add(q, alpha[--i] - p.rho * dot(p.y, q), p.s);
        }
        return q;
    }

    private static void add(final double[] to, final double factor, final double[] v) {
        for (int k = 0; k < to.length; k++) {
            to[k] += factor * v[k];
        }
    }

    private static double dot(final double[] a, final double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double norm(final double[] v) {
        return Math.sqrt(dot(v, v));
    }
}
