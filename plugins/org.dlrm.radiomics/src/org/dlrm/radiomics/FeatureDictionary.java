package org.dlrm.radiomics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.dlrm.radiomics.RadiomicsSettings.Naming;

/**
 * All features with their IBSI codes, PyRadiomics names and definitions, and the rule for column names.
 *
 * <p>IBSI style: {@code [filter_]tag[_aggregation]}, e.g. "morph_volume", "cm_joint_max_3D_avg", "szm_sze_2_5D".
 * PyRadiomics style: {@code image_class_Name}, e.g. "original_glcm_Contrast"; with more than one aggregation the
 * aggregation is appended; features that PyRadiomics lacks are {@code image_tag}.
 */
public final class FeatureDictionary {

    /** tag | family | IBSI name | IBSI code | PyRadiomics name | definition. Order within a family is output order. */
    private static final String FEATURES = """
        morph_volume|MORPHOLOGY|Volume (mesh)|RNU0|shape_MeshVolume|volume enclosed by the marching cubes mesh of the morphological mask at level 0.5, mm^3
        morph_vol_approx|MORPHOLOGY|Volume (voxel counting)|YEKZ|shape_VoxelVolume|number of voxels times the voxel volume, mm^3
        morph_area_mesh|MORPHOLOGY|Surface area (mesh)|C0JK|shape_SurfaceArea|summed area of the mesh's triangles, mm^2
        morph_av|MORPHOLOGY|Surface to volume ratio|2PR5|shape_SurfaceVolumeRatio|A / V
        morph_comp_1|MORPHOLOGY|Compactness 1|SKGS||V / (pi^(1/2) A^(3/2))
        morph_comp_2|MORPHOLOGY|Compactness 2|BQWJ||36 pi V^2 / A^3
        morph_sph_dispr|MORPHOLOGY|Spherical disproportion|KRCK||A / (36 pi V^2)^(1/3)
        morph_sphericity|MORPHOLOGY|Sphericity|QCFX|shape_Sphericity|(36 pi V^2)^(1/3) / A
        morph_asphericity|MORPHOLOGY|Asphericity|25C7||(A^3 / (36 pi V^2))^(1/3) - 1
        morph_com|MORPHOLOGY|Centre of mass shift|KLMA||distance between the centres of mass of the mask and of the intensities, mm
        morph_diam|MORPHOLOGY|Maximum 3D diameter|L0JK|shape_Maximum3DDiameter|largest distance between two vertices of the mesh, mm
        morph_pca_maj_axis|MORPHOLOGY|Major axis length|TDIC|shape_MajorAxisLength|4 sqrt(lambda_major) of the covariance of the voxel centres, mm
        morph_pca_min_axis|MORPHOLOGY|Minor axis length|P9VJ|shape_MinorAxisLength|4 sqrt(lambda_minor), mm
        morph_pca_least_axis|MORPHOLOGY|Least axis length|7J51|shape_LeastAxisLength|4 sqrt(lambda_least), mm
        morph_pca_elongation|MORPHOLOGY|Elongation|Q3CK|shape_Elongation|sqrt(lambda_minor / lambda_major)
        morph_pca_flatness|MORPHOLOGY|Flatness|N17B|shape_Flatness|sqrt(lambda_least / lambda_major)
        morph_vol_dens_aabb|MORPHOLOGY|Volume density (AABB)|PBX1||V / volume of the axis-aligned bounding box of the mesh
        morph_area_dens_aabb|MORPHOLOGY|Area density (AABB)|R59B||A / surface area of the axis-aligned bounding box
        morph_vol_dens_ombb|MORPHOLOGY|Volume density (OMBB)|ZH1A||V / volume of the smallest bounding box with one side flush with the convex hull
        morph_area_dens_ombb|MORPHOLOGY|Area density (OMBB)|IQYR||A / surface area of that box
        morph_vol_dens_aee|MORPHOLOGY|Volume density (AEE)|6BDE||3 V / (4 pi a b c), semi-axes 2 sqrt(lambda)
        morph_area_dens_aee|MORPHOLOGY|Area density (AEE)|RDD2||A / surface area of that ellipsoid (Legendre series of degree 20)
        morph_vol_dens_mvee|MORPHOLOGY|Volume density (MVEE)|SWZ1||V / volume of the minimum volume ellipsoid enclosing the mesh
        morph_area_dens_mvee|MORPHOLOGY|Area density (MVEE)|BRI8||A / surface area of that ellipsoid
        morph_vol_dens_conv_hull|MORPHOLOGY|Volume density (convex hull)|R3ER||V / volume of the convex hull of the mesh
        morph_area_dens_conv_hull|MORPHOLOGY|Area density (convex hull)|7T7F||A / surface area of the convex hull
        morph_integ_int|MORPHOLOGY|Integrated intensity|99N0||mean intensity times V
        morph_moran_i|MORPHOLOGY|Moran's I index|N365||N / sum(w) * sum(w_ij (x_i - m)(x_j - m)) / sum((x_i - m)^2), w_ij = 1 / distance
        morph_geary_c|MORPHOLOGY|Geary's C measure|NPT7||(N - 1) / (2 sum(w)) * sum(w_ij (x_i - x_j)^2) / sum((x_i - m)^2)
        loc_peak_loc|LOCAL_INTENSITY|Local intensity peak|VJGA||mean intensity in a 1 cm^3 sphere around the voxel with the highest intensity
        loc_peak_glob|LOCAL_INTENSITY|Global intensity peak|0F91||highest mean intensity in a 1 cm^3 sphere around any voxel of the region
        stat_mean|INTENSITY_STATISTICS|Mean|Q4LE|firstorder_Mean|sum(x) / N
        stat_var|INTENSITY_STATISTICS|Variance|ECT3|firstorder_Variance|sum((x - mean)^2) / N
        stat_skew|INTENSITY_STATISTICS|Skewness|KE2A|firstorder_Skewness|third central moment / variance^(3/2)
        stat_kurt|INTENSITY_STATISTICS|(Excess) kurtosis|IPH6|firstorder_Kurtosis|fourth central moment / variance^2 - 3 (PyRadiomics: without - 3)
        stat_median|INTENSITY_STATISTICS|Median|Y12H|firstorder_Median|50th percentile
        stat_min|INTENSITY_STATISTICS|Minimum|1GSF|firstorder_Minimum|smallest intensity
        stat_p10|INTENSITY_STATISTICS|10th percentile|QG58|firstorder_10Percentile|10th percentile, linear between order statistics
        stat_p90|INTENSITY_STATISTICS|90th percentile|8DWT|firstorder_90Percentile|90th percentile, linear between order statistics
        stat_max|INTENSITY_STATISTICS|Maximum|84IY|firstorder_Maximum|largest intensity
        stat_iqr|INTENSITY_STATISTICS|Interquartile range|SALO|firstorder_InterquartileRange|75th - 25th percentile
        stat_range|INTENSITY_STATISTICS|Range|2OJQ|firstorder_Range|maximum - minimum
        stat_mad|INTENSITY_STATISTICS|Mean absolute deviation|4FUA|firstorder_MeanAbsoluteDeviation|mean of |x - mean|
        stat_rmad|INTENSITY_STATISTICS|Robust mean absolute deviation|1128|firstorder_RobustMeanAbsoluteDeviation|mean of |x - their mean| over intensities from the 10th to the 90th percentile
        stat_medad|INTENSITY_STATISTICS|Median absolute deviation|N72L||mean of |x - median|
        stat_cov|INTENSITY_STATISTICS|Coefficient of variation|7TET||standard deviation / mean
        stat_qcod|INTENSITY_STATISTICS|Quartile coefficient of dispersion|9S40||(P75 - P25) / (P75 + P25)
        stat_energy|INTENSITY_STATISTICS|Energy|N8CA|firstorder_Energy|sum(x^2) (PyRadiomics: of x + voxelArrayShift)
        stat_rms|INTENSITY_STATISTICS|Root mean square|5ZWQ|firstorder_RootMeanSquared|sqrt(sum(x^2) / N)
        ih_mean|INTENSITY_HISTOGRAM|Mean|X6K6||mean of the grey levels
        ih_var|INTENSITY_HISTOGRAM|Variance|CH89||variance of the grey levels
        ih_skew|INTENSITY_HISTOGRAM|Skewness|88K1||skewness of the grey levels
        ih_kurt|INTENSITY_HISTOGRAM|(Excess) kurtosis|C3I7||excess kurtosis of the grey levels
        ih_median|INTENSITY_HISTOGRAM|Median|WIFQ||median of the grey levels
        ih_min|INTENSITY_HISTOGRAM|Minimum|1PR8||minimum of the grey levels
        ih_p10|INTENSITY_HISTOGRAM|10th percentile|GPMT||10th percentile of the grey levels
        ih_p90|INTENSITY_HISTOGRAM|90th percentile|OZ0C||90th percentile of the grey levels
        ih_max|INTENSITY_HISTOGRAM|Maximum|3NCY||maximum of the grey levels
        ih_mode|INTENSITY_HISTOGRAM|Mode|AMMC||most frequent grey level; the one nearest to the mean among equals
        ih_iqr|INTENSITY_HISTOGRAM|Interquartile range|WR0O||75th - 25th percentile of the grey levels
        ih_range|INTENSITY_HISTOGRAM|Range|5Z3W||maximum - minimum of the grey levels
        ih_mad|INTENSITY_HISTOGRAM|Mean absolute deviation|D2ZX||mean absolute deviation of the grey levels
        ih_rmad|INTENSITY_HISTOGRAM|Robust mean absolute deviation|WRZB||robust mean absolute deviation of the grey levels
        ih_medad|INTENSITY_HISTOGRAM|Median absolute deviation|4RNL||mean absolute deviation from the median of the grey levels
        ih_cov|INTENSITY_HISTOGRAM|Coefficient of variation|CWYJ||standard deviation / mean of the grey levels
        ih_qcod|INTENSITY_HISTOGRAM|Quartile coefficient of dispersion|SLWD||(P75 - P25) / (P75 + P25) of the grey levels
        ih_entropy|INTENSITY_HISTOGRAM|Entropy|TLU2|firstorder_Entropy|-sum(p log2 p)
        ih_uniformity|INTENSITY_HISTOGRAM|Uniformity|BJ5W|firstorder_Uniformity|sum(p^2)
        ih_max_grad|INTENSITY_HISTOGRAM|Maximum histogram gradient|12CE||largest central difference of the histogram
        ih_max_grad_g|INTENSITY_HISTOGRAM|Maximum histogram gradient intensity|8E6O||grey level of the largest gradient
        ih_min_grad|INTENSITY_HISTOGRAM|Minimum histogram gradient|VQB3||smallest central difference of the histogram
        ih_min_grad_g|INTENSITY_HISTOGRAM|Minimum histogram gradient intensity|RHQZ||grey level of the smallest gradient
        ivh_v10|IVH|Volume fraction at 10% intensity|BC2M||largest volume fraction with at least 10 % of the intensity range
        ivh_v90|IVH|Volume fraction at 90% intensity|BC2M||largest volume fraction with at least 90 % of the intensity range
        ivh_i10|IVH|Intensity at 10% volume|GBPN||smallest intensity present in at most 10 % of the volume
        ivh_i90|IVH|Intensity at 90% volume|GBPN||smallest intensity present in at most 90 % of the volume
        ivh_diff_v10_v90|IVH|Volume fraction difference between 10% and 90% intensity|DDTU||V10 - V90
        ivh_diff_i10_i90|IVH|Intensity difference between 10% and 90% volume|CNV2||I10 - I90
        ivh_auc|IVH|Area under the IVH curve|9CMM||area under the volume fraction over the intensity fraction (trapezoids)
        cm_joint_max|GLCM|Joint maximum|GYBY|glcm_MaximumProbability|max p_ij
        cm_joint_avg|GLCM|Joint average|60VM|glcm_JointAverage|sum(i p_ij)
        cm_joint_var|GLCM|Joint variance|UR99|glcm_SumSquares|sum((i - mu)^2 p_ij)
        cm_joint_entr|GLCM|Joint entropy|TU9B|glcm_JointEntropy|-sum(p_ij log2 p_ij)
        cm_diff_avg|GLCM|Difference average|TF7R|glcm_DifferenceAverage|sum(k p_|i-j|=k)
        cm_diff_var|GLCM|Difference variance|D3YU|glcm_DifferenceVariance|sum((k - difference average)^2 p_|i-j|=k)
        cm_diff_entr|GLCM|Difference entropy|NTRS|glcm_DifferenceEntropy|-sum(p_k log2 p_k), k = |i - j|
        cm_sum_avg|GLCM|Sum average|ZGXS|glcm_SumAverage|sum(k p_i+j=k)
        cm_sum_var|GLCM|Sum variance|OEEB||sum((k - sum average)^2 p_i+j=k)
        cm_sum_entr|GLCM|Sum entropy|P6QZ|glcm_SumEntropy|-sum(p_k log2 p_k), k = i + j
        cm_energy|GLCM|Angular second moment|8ZQL|glcm_JointEnergy|sum(p_ij^2)
        cm_contrast|GLCM|Contrast|ACUI|glcm_Contrast|sum((i - j)^2 p_ij)
        cm_dissimilarity|GLCM|Dissimilarity|8S9J||sum(|i - j| p_ij)
        cm_inv_diff|GLCM|Inverse difference|IB1Z|glcm_Id|sum(p_ij / (1 + |i - j|))
        cm_inv_diff_norm|GLCM|Normalised inverse difference|NDRX|glcm_Idn|sum(p_ij / (1 + |i - j| / Ng))
        cm_inv_diff_mom|GLCM|Inverse difference moment|WF0Z|glcm_Idm|sum(p_ij / (1 + (i - j)^2))
        cm_inv_diff_mom_norm|GLCM|Normalised inverse difference moment|1QCO|glcm_Idmn|sum(p_ij / (1 + (i - j)^2 / Ng^2))
        cm_inv_var|GLCM|Inverse variance|E8JP|glcm_InverseVariance|2 sum over i < j of p_ij / (i - j)^2
        cm_corr|GLCM|Correlation|NI2N|glcm_Correlation|(sum(i j p_ij) - mu^2) / sigma^2
        cm_auto_corr|GLCM|Autocorrelation|QWB0|glcm_Autocorrelation|sum(i j p_ij)
        cm_clust_tend|GLCM|Cluster tendency|DG8W|glcm_ClusterTendency|sum((i + j - 2 mu)^2 p_ij)
        cm_clust_shade|GLCM|Cluster shade|7NFM|glcm_ClusterShade|sum((i + j - 2 mu)^3 p_ij)
        cm_clust_prom|GLCM|Cluster prominence|AE86|glcm_ClusterProminence|sum((i + j - 2 mu)^4 p_ij)
        cm_info_corr1|GLCM|Information correlation 1|R8DG|glcm_Imc1|(HXY - HXY1) / HX
        cm_info_corr2|GLCM|Information correlation 2|JN9H|glcm_Imc2|sqrt(1 - exp(-2 (HXY2 - HXY)))
        rlm_sre|GLRLM|Short runs emphasis|22OV|glrlm_ShortRunEmphasis|sum(n / s^2) / Ns; n(i, s) counts grey level i and run length s
        rlm_lre|GLRLM|Long runs emphasis|W4KF|glrlm_LongRunEmphasis|sum(n s^2) / Ns; n(i, s) counts grey level i and run length s
        rlm_lgre|GLRLM|Low grey level run emphasis|V3SW|glrlm_LowGrayLevelRunEmphasis|sum(n / i^2) / Ns; n(i, s) counts grey level i and run length s
        rlm_hgre|GLRLM|High grey level run emphasis|G3QZ|glrlm_HighGrayLevelRunEmphasis|sum(n i^2) / Ns; n(i, s) counts grey level i and run length s
        rlm_srlge|GLRLM|Short run low grey level emphasis|HTZT|glrlm_ShortRunLowGrayLevelEmphasis|sum(n / (i^2 s^2)) / Ns; n(i, s) counts grey level i and run length s
        rlm_srhge|GLRLM|Short run high grey level emphasis|GD3A|glrlm_ShortRunHighGrayLevelEmphasis|sum(n i^2 / s^2) / Ns; n(i, s) counts grey level i and run length s
        rlm_lrlge|GLRLM|Long run low grey level emphasis|IVPO|glrlm_LongRunLowGrayLevelEmphasis|sum(n s^2 / i^2) / Ns; n(i, s) counts grey level i and run length s
        rlm_lrhge|GLRLM|Long run high grey level emphasis|3KUM|glrlm_LongRunHighGrayLevelEmphasis|sum(n i^2 s^2) / Ns; n(i, s) counts grey level i and run length s
        rlm_glnu|GLRLM|Grey level non-uniformity|R5YN|glrlm_GrayLevelNonUniformity|sum over i of (sum over s of n)^2 / Ns; n(i, s) counts grey level i and run length s
        rlm_glnu_norm|GLRLM|Normalised grey level non-uniformity|OVBL|glrlm_GrayLevelNonUniformityNormalized|sum over i of (sum over s of n)^2 / Ns^2; n(i, s) counts grey level i and run length s
        rlm_rlnu|GLRLM|Run length non-uniformity|W92Y|glrlm_RunLengthNonUniformity|sum over s of (sum over i of n)^2 / Ns; n(i, s) counts grey level i and run length s
        rlm_rlnu_norm|GLRLM|Normalised run length non-uniformity|IC23|glrlm_RunLengthNonUniformityNormalized|sum over s of (sum over i of n)^2 / Ns^2; n(i, s) counts grey level i and run length s
        rlm_r_perc|GLRLM|Run percentage|9ZK5|glrlm_RunPercentage|Ns / Nv; n(i, s) counts grey level i and run length s
        rlm_gl_var|GLRLM|Grey level variance|8CE5|glrlm_GrayLevelVariance|variance of i under p = n / Ns; n(i, s) counts grey level i and run length s
        rlm_rl_var|GLRLM|Run length variance|SXLW|glrlm_RunVariance|variance of s under p = n / Ns; n(i, s) counts grey level i and run length s
        rlm_rl_entr|GLRLM|Run entropy|HJ9O|glrlm_RunEntropy|-sum(p log2 p), p = n / Ns; n(i, s) counts grey level i and run length s
        szm_sze|GLSZM|Small zone emphasis|5QRC|glszm_SmallAreaEmphasis|sum(n / s^2) / Ns; n(i, s) counts grey level i and zone size s
        szm_lze|GLSZM|Large zone emphasis|48P8|glszm_LargeAreaEmphasis|sum(n s^2) / Ns; n(i, s) counts grey level i and zone size s
        szm_lgze|GLSZM|Low grey level emphasis|XMSY|glszm_LowGrayLevelZoneEmphasis|sum(n / i^2) / Ns; n(i, s) counts grey level i and zone size s
        szm_hgze|GLSZM|High grey level emphasis|5GN9|glszm_HighGrayLevelZoneEmphasis|sum(n i^2) / Ns; n(i, s) counts grey level i and zone size s
        szm_szlge|GLSZM|Small zone low grey level emphasis|5RAI|glszm_SmallAreaLowGrayLevelEmphasis|sum(n / (i^2 s^2)) / Ns; n(i, s) counts grey level i and zone size s
        szm_szhge|GLSZM|Small zone high grey level emphasis|HW1V|glszm_SmallAreaHighGrayLevelEmphasis|sum(n i^2 / s^2) / Ns; n(i, s) counts grey level i and zone size s
        szm_lzlge|GLSZM|Large zone low grey level emphasis|YH51|glszm_LargeAreaLowGrayLevelEmphasis|sum(n s^2 / i^2) / Ns; n(i, s) counts grey level i and zone size s
        szm_lzhge|GLSZM|Large zone high grey level emphasis|J17V|glszm_LargeAreaHighGrayLevelEmphasis|sum(n i^2 s^2) / Ns; n(i, s) counts grey level i and zone size s
        szm_glnu|GLSZM|Grey level non-uniformity|JNSA|glszm_GrayLevelNonUniformity|sum over i of (sum over s of n)^2 / Ns; n(i, s) counts grey level i and zone size s
        szm_glnu_norm|GLSZM|Normalised grey level non-uniformity|Y1RO|glszm_GrayLevelNonUniformityNormalized|sum over i of (sum over s of n)^2 / Ns^2; n(i, s) counts grey level i and zone size s
        szm_zsnu|GLSZM|Zone size non-uniformity|4JP3|glszm_SizeZoneNonUniformity|sum over s of (sum over i of n)^2 / Ns; n(i, s) counts grey level i and zone size s
        szm_zsnu_norm|GLSZM|Normalised zone size non-uniformity|VB3A|glszm_SizeZoneNonUniformityNormalized|sum over s of (sum over i of n)^2 / Ns^2; n(i, s) counts grey level i and zone size s
        szm_z_perc|GLSZM|Zone percentage|P30P|glszm_ZonePercentage|Ns / Nv; n(i, s) counts grey level i and zone size s
        szm_gl_var|GLSZM|Grey level variance|BYLV|glszm_GrayLevelVariance|variance of i under p = n / Ns; n(i, s) counts grey level i and zone size s
        szm_zs_var|GLSZM|Zone size variance|3NSA|glszm_ZoneVariance|variance of s under p = n / Ns; n(i, s) counts grey level i and zone size s
        szm_zs_entr|GLSZM|Zone size entropy|GU8N|glszm_ZoneEntropy|-sum(p log2 p), p = n / Ns; n(i, s) counts grey level i and zone size s
        dzm_sde|GLDZM|Small distance emphasis|0GBI||sum(n / s^2) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_lde|GLDZM|Large distance emphasis|MB4I||sum(n s^2) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_lgze|GLDZM|Low grey level emphasis|S1RA||sum(n / i^2) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_hgze|GLDZM|High grey level emphasis|K26C||sum(n i^2) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_sdlge|GLDZM|Small distance low grey level emphasis|RUVG||sum(n / (i^2 s^2)) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_sdhge|GLDZM|Small distance high grey level emphasis|DKNJ||sum(n i^2 / s^2) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_ldlge|GLDZM|Large distance low grey level emphasis|A7WM||sum(n s^2 / i^2) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_ldhge|GLDZM|Large distance high grey level emphasis|KLTH||sum(n i^2 s^2) / Ns; n(i, s) counts grey level i and zone distance s
        dzm_glnu|GLDZM|Grey level non-uniformity|VFT7||sum over i of (sum over s of n)^2 / Ns; n(i, s) counts grey level i and zone distance s
        dzm_glnu_norm|GLDZM|Normalised grey level non-uniformity|7HP3||sum over i of (sum over s of n)^2 / Ns^2; n(i, s) counts grey level i and zone distance s
        dzm_zdnu|GLDZM|Zone distance non-uniformity|V294||sum over s of (sum over i of n)^2 / Ns; n(i, s) counts grey level i and zone distance s
        dzm_zdnu_norm|GLDZM|Normalised zone distance non-uniformity|IATH||sum over s of (sum over i of n)^2 / Ns^2; n(i, s) counts grey level i and zone distance s
        dzm_z_perc|GLDZM|Zone percentage|VIWW||Ns / Nv; n(i, s) counts grey level i and zone distance s
        dzm_gl_var|GLDZM|Grey level variance|QK93||variance of i under p = n / Ns; n(i, s) counts grey level i and zone distance s
        dzm_zd_var|GLDZM|Zone distance variance|7WT1||variance of s under p = n / Ns; n(i, s) counts grey level i and zone distance s
        dzm_zd_entr|GLDZM|Zone distance entropy|GBDU||-sum(p log2 p), p = n / Ns; n(i, s) counts grey level i and zone distance s
        ngt_coarseness|NGTDM|Coarseness|QCDE|ngtdm_Coarseness|1 / sum(p_i s_i)
        ngt_contrast|NGTDM|Contrast|65HE|ngtdm_Contrast|sum(p_i p_j (i - j)^2) / (Np (Np - 1)) * sum(s_i) / N
        ngt_busyness|NGTDM|Busyness|NQ30|ngtdm_Busyness|sum(p_i s_i) / sum(|i p_i - j p_j|)
        ngt_complexity|NGTDM|Complexity|HDEZ|ngtdm_Complexity|sum(|i - j| (p_i s_i + p_j s_j) / (p_i + p_j)) / N
        ngt_strength|NGTDM|Strength|1X9X|ngtdm_Strength|sum((p_i + p_j)(i - j)^2) / sum(s_i)
        ngl_lde|NGLDM|Low dependence emphasis|SODN|gldm_SmallDependenceEmphasis|sum(n / s^2) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_hde|NGLDM|High dependence emphasis|IMOQ|gldm_LargeDependenceEmphasis|sum(n s^2) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_lgce|NGLDM|Low grey level count emphasis|TL9H|gldm_LowGrayLevelEmphasis|sum(n / i^2) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_hgce|NGLDM|High grey level count emphasis|OAE7|gldm_HighGrayLevelEmphasis|sum(n i^2) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_ldlge|NGLDM|Low dependence low grey level emphasis|EQ3F|gldm_SmallDependenceLowGrayLevelEmphasis|sum(n / (i^2 s^2)) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_ldhge|NGLDM|Low dependence high grey level emphasis|JA6D|gldm_SmallDependenceHighGrayLevelEmphasis|sum(n i^2 / s^2) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_hdlge|NGLDM|High dependence low grey level emphasis|NBZI|gldm_LargeDependenceLowGrayLevelEmphasis|sum(n s^2 / i^2) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_hdhge|NGLDM|High dependence high grey level emphasis|9QMG|gldm_LargeDependenceHighGrayLevelEmphasis|sum(n i^2 s^2) / Ns; n(i, s) counts grey level i and dependence count s
        ngl_glnu|NGLDM|Grey level non-uniformity|FP8K|gldm_GrayLevelNonUniformity|sum over i of (sum over s of n)^2 / Ns; n(i, s) counts grey level i and dependence count s
        ngl_glnu_norm|NGLDM|Normalised grey level non-uniformity|5SPA||sum over i of (sum over s of n)^2 / Ns^2; n(i, s) counts grey level i and dependence count s
        ngl_dcnu|NGLDM|Dependence count non-uniformity|Z87G|gldm_DependenceNonUniformity|sum over s of (sum over i of n)^2 / Ns; n(i, s) counts grey level i and dependence count s
        ngl_dcnu_norm|NGLDM|Normalised dependence count non-uniformity|OKJI|gldm_DependenceNonUniformityNormalized|sum over s of (sum over i of n)^2 / Ns^2; n(i, s) counts grey level i and dependence count s
        ngl_dc_perc|NGLDM|Dependence count percentage|6XV8||Ns / Nv; n(i, s) counts grey level i and dependence count s
        ngl_gl_var|NGLDM|Grey level variance|1PFV|gldm_GrayLevelVariance|variance of i under p = n / Ns; n(i, s) counts grey level i and dependence count s
        ngl_dc_var|NGLDM|Dependence count variance|DNX2|gldm_DependenceVariance|variance of s under p = n / Ns; n(i, s) counts grey level i and dependence count s
        ngl_dc_entr|NGLDM|Dependence count entropy|FCBV|gldm_DependenceEntropy|-sum(p log2 p), p = n / Ns; n(i, s) counts grey level i and dependence count s
        ngl_dc_energy|NGLDM|Dependence count energy|CAS9||sum(p^2), p = n / Ns; n(i, s) counts grey level i and dependence count s
        morph_diam_xy|MORPHOLOGY|Maximum 2D diameter in the slice plane (x, y)||shape_Maximum2DDiameterSlice|largest distance between two mesh vertices with equal z, mm (PyRadiomics; not IBSI)
        morph_diam_xz|MORPHOLOGY|Maximum 2D diameter in the plane (x, z)||shape_Maximum2DDiameterColumn|largest distance between two mesh vertices with equal y, mm (PyRadiomics; not IBSI)
        morph_diam_yz|MORPHOLOGY|Maximum 2D diameter in the plane (y, z)||shape_Maximum2DDiameterRow|largest distance between two mesh vertices with equal x, mm (PyRadiomics; not IBSI)
        stat_total_energy|INTENSITY_STATISTICS|Total energy||firstorder_TotalEnergy|energy times the voxel volume (PyRadiomics; not IBSI)
        cm_mcc|GLCM|Maximal correlation coefficient||glcm_MCC|square root of the second largest eigenvalue of Q_ij = sum over k of p_ik p_jk / (p_i p_k) (PyRadiomics; not IBSI)        
        morph2d_surface|SHAPE_2D|Pixel surface (mesh)||shape2D_MeshSurface|area enclosed by the marching squares outline, mm^2 (PyRadiomics; not IBSI)
        morph2d_pixel_surface|SHAPE_2D|Pixel surface||shape2D_PixelSurface|number of pixels times the pixel area, mm^2 (PyRadiomics; not IBSI)
        morph2d_perimeter|SHAPE_2D|Perimeter||shape2D_Perimeter|length P of the marching squares outline, mm (PyRadiomics; not IBSI)
        morph2d_perimeter_ratio|SHAPE_2D|Perimeter to surface ratio||shape2D_PerimeterSurfaceRatio|P / A, 1/mm (PyRadiomics; not IBSI)
        morph2d_sphericity|SHAPE_2D|Circularity||shape2D_Sphericity|2 sqrt(pi A) / P (PyRadiomics; not IBSI)
        morph2d_diam|SHAPE_2D|Maximum diameter||shape2D_MaximumDiameter|largest distance between two vertices of the outline, mm (PyRadiomics; not IBSI)
        morph2d_maj_axis|SHAPE_2D|Major axis length||shape2D_MajorAxisLength|4 sqrt(lambda_major) of the covariance of the pixel centres, mm (PyRadiomics; not IBSI)
        morph2d_min_axis|SHAPE_2D|Minor axis length||shape2D_MinorAxisLength|4 sqrt(lambda_minor), mm (PyRadiomics; not IBSI)
        morph2d_elongation|SHAPE_2D|Elongation||shape2D_Elongation|sqrt(lambda_minor / lambda_major) (PyRadiomics; not IBSI)
        """;

    private static final Map<String, FeatureDefinition> BY_TAG = load();

    private FeatureDictionary() {
    }

    private static Map<String, FeatureDefinition> load() {
        final Map<String, FeatureDefinition> byTag = new LinkedHashMap<>();
        for (final String line : FEATURES.lines().toList()) {
            final String[] f = line.split("\\|", 6);
            final FeatureDefinition d = new FeatureDefinition(f[0], Family.valueOf(f[1]), f[2], f[3],
                Optional.of(f[4]).filter(n -> !n.isEmpty()), f[5]);
            byTag.put(d.tag(), d);
        }
        return byTag;
    }

    /** @return every feature, families together, IBSI's order within a family */
    public static List<FeatureDefinition> all() {
        return List.copyOf(BY_TAG.values());
    }

    /** @return the definition of a tag */
    public static FeatureDefinition get(final String tag) {
        final FeatureDefinition d = BY_TAG.get(tag);
        if (d == null) {
            throw new IllegalArgumentException("Unknown feature " + tag);
        }
        return d;
    }

    /** @return the features of a family: IBSI's in IBSI's order, then those that only PyRadiomics has */
    public static List<FeatureDefinition> of(final Family family) {
        return BY_TAG.values().stream().filter(d -> d.family() == family).toList();
    }

    static Set<String> tagsAndNames() {
        final Set<String> names = new TreeSet<>(BY_TAG.keySet());
        BY_TAG.values().forEach(d -> d.pyradiomicsName().ifPresent(names::add));
        return names;
    }

    /**
     * @param image "original" or the filter's name
     * @param suffix the aggregation's end, e.g. "3D_avg", or ""
     * @param onlyAggregation whether the settings ask for a single aggregation
     * @return the column name
     */
    static String column(final FeatureDefinition d, final String image, final String suffix, final Naming naming,
        final boolean onlyAggregation) {
        final String end = suffix.isEmpty() ? "" : "_" + suffix;
        if (naming == Naming.IBSI) {
            return (image.equals("original") ? "" : image + "_") + d.tag() + end;
        }
        return image + "_" + d.pyradiomicsName().map(n -> onlyAggregation ? n : n + end).orElse(d.tag() + end);
    }
}
