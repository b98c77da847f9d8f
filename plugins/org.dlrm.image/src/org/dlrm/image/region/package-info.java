/**
 * What is done with masks: components, holes, growth in millimetres, rings, sets, resampling, agreement of two readers,
 * a quality record, and the cut that later nodes work on. Time is linear in the number of voxels; distances are exact.
 */
package org.dlrm.image.region;
