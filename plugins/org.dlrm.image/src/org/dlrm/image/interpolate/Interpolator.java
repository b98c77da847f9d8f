package org.dlrm.image.interpolate;

/** How values between voxel centres are found. All are separable along the grid's axes. */
public enum Interpolator {
        /** The grid is kept. */
        NONE,
        /** Value of the nearest voxel centre. */
        NEAREST,
        /** Bi- or trilinear, 2 voxels along each axis. */
        LINEAR,
        /**
         * Tricubic spline: the twice continuously differentiable cubic through all voxels, as a sum of cubic B-splines,
         * mirrored at the image's borders. What IBSI 1 calls tricubic spline (its configuration E), MIRP order 3 and
         * SimpleITK B-spline.
         */
        CUBIC_SPLINE,
        /** Cubic through the 4 nearest voxels along each axis (Catmull-Rom: Keys' cubic convolution, a = -1/2). */
        CUBIC_CONVOLUTION
}
