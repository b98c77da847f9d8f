package org.dlrm.image.interpolate;

/** How values between voxel centres are found. All are separable along the grid's axes. */
public enum Interpolator {
        /** The grid is kept. */
        NONE,
        /** Value of the nearest voxel centre. */
        NEAREST,
        /** Bi- or trilinear, 2 voxels along each axis. */
        LINEAR,
        /** Tricubic spline through 4 voxels along each axis (Catmull-Rom: Keys' cubic convolution, a = -1/2). */
        CUBIC_SPLINE,
        /** Interpolating cubic B-spline of the whole image (mirrored at its borders). */
        B_SPLINE
}
