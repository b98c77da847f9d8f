/** A user's own segmentation network, applied to whole volumes. */
package org.dlrm.deep.segment;
