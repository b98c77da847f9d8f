/**
 * Image files: NIfTI-1/2 and NRRD images and masks ({@link org.dlrm.image.io.ImageFiles},
 * {@link org.dlrm.image.io.Nifti}, {@link org.dlrm.image.io.Nrrd}) and the file of one region of interest
 * ({@link org.dlrm.image.io.RoiFile}). Files are hostile: sizes are checked against the file and the memory before
 * anything is allocated, and everything that is wrong is an {@link org.dlrm.image.io.ImageFileException}.
 */
package org.dlrm.image.io;
