package org.dlrm.radiomics.filter;

import java.util.function.DoubleUnaryOperator;

import org.dlrm.image.Box;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/** Voxel-wise transforms as PyRadiomics defines them, scaled by c = max |x| over the image; not part of IBSI. */
record IntensityTransform(Function function) implements ImageFilter {

    enum Function {
            /** {@code x^2 / c}. */
            SQUARE,
            /** {@code sign(x) sqrt(c |x|)}. */
            SQUAREROOT,
            /** {@code sign(x) ln(|x| + 1) c / ln(c + 1)}. */
            LOGARITHM,
            /** {@code exp(x ln(c) / c)}. */
            EXPONENTIAL
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        return within(image, mask, image.grid().box(), progress);
    }

    @Override
    public boolean isOfWholeImage() {
        return true;
    }

    /** The scale is that of the whole image, the transform is needed in the window. */
    @Override
    public Volume within(final Volume image, final Mask mask, final Box window, final Progress progress) {
        double c = 0;
        for (final float v : image.values()) {
            c = Math.max(c, Math.abs(v));
        }
        progress.check();
        final DoubleUnaryOperator f = of(c);
        final Volume out = image.crop(window);
        final float[] v = out.values();
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)f.applyAsDouble(v[i]);
        }
        return out;
    }

    /** PyRadiomics' image names: square, squareroot, logarithm, exponential. */
    @Override
    public String name() {
        return Parameters.name(function);
    }

    private DoubleUnaryOperator of(final double c) {
        if (c == 0) {
            // an image of zeros: the formulas' limits
            return function == Function.EXPONENTIAL ? x -> 1 : x -> 0;
        }
        final double logScale = c / Math.log(c + 1);
        final double expScale = Math.log(c) / c;
        return switch (function) {
            case SQUARE -> x -> x * x / c;
            case SQUAREROOT -> x -> Math.signum(x) * Math.sqrt(c * Math.abs(x));
            case LOGARITHM -> x -> Math.signum(x) * Math.log(Math.abs(x) + 1) * logScale;
            case EXPONENTIAL -> x -> Math.exp(expScale * x);
        };
    }
}
