package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Normalisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.RadiomicsSettings.Texture;
import org.dlrm.radiomics.filter.FilterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings travel as text and come back the same; what makes no sense is refused with the key's name. */
class SettingsTest {

    private static RadiomicsSettings full() {
        return RadiomicsSettings.builder().naming(RadiomicsSettings.Naming.PYRADIOMICS)
            .normalisation(Optional.of(new Normalisation(100, OptionalDouble.of(3))))
            .resampling(new Resampling(Interpolator.CUBIC_SPLINE, Interpolator.NEAREST, 1, 1, 0, 0.25, true))
            .resegmentation(new Resegmentation(-0.5, Double.POSITIVE_INFINITY, OptionalDouble.of(2.5),
                RadiomicsSettings.RangeUnit.OF_MAXIMUM))
            .discretisation(new Discretisation(RadiomicsSettings.DiscretisationMethod.FIXED_BIN_SIZE, 12.5,
                OptionalDouble.of(-1000)))
            .ivhDiscretisation(Discretisation.bins(1000)).families(EnumSet.of(Family.GLCM, Family.IVH))
            .only(Set.of("cm_contrast", "ivh_v10")).aggregations(EnumSet.of(Aggregation.MERGED_2_5D))
            .texture(new Texture(2, 3, 4, 1, List.of(1, 3))).energyShift(1000).minimumVoxels(50).diagnostics(true)
            .filters(List.of(new FilterSpec("log", Map.of("sigma", List.of(1.0, 2.5), "name", "x")))).build();
    }

    @Test
    void textAndBack() {
        for (final RadiomicsSettings s : List.of(full(), RadiomicsSettings.ibsiDefault(),
            RadiomicsSettings.pyRadiomicsDefault())) {
            for (final String text : List.of(SettingsFormat.toJson(s), SettingsFormat.toYaml(s))) {
                final RadiomicsSettings back = SettingsFormat.parse(text);
                assertEquals(s, back);
                assertEquals(s.hash(), back.hash());
            }
        }
    }

    @Test
    void whatLooksAtTheWholeImageIsNamed() {
        assertEquals(List.of(), FeatureLayout.ofWholeImage(RadiomicsSettings.gastricCt()));
        assertEquals(List.of("square", "simoncelli-level1-3D", "log-s1.0-3D-riesz-1-0-0"),
            FeatureLayout.ofWholeImage(SettingsFormat.parse("{filters: [{type: square}, {type: simoncelli, level: 1},"
                + " {type: log, sigma: 1, riesz: [1, 0, 0]}, {type: mean, size: 3}]}")));
        final String python = "{setting: {normalize: true%s}, imageType: {Original: {}, Square: {}}}";
        assertEquals(List.of("normalisation", "square"),
            FeatureLayout.ofWholeImage(SettingsFormat.parse(python.formatted(""))));
        assertEquals(List.of("normalisation"), FeatureLayout
            .ofWholeImage(SettingsFormat.parse(python.formatted(", resampledPixelSpacing: [1, 1, 1]"))));
    }

    @Test
    void hashIsStableAndTellsSettingsApart() {
        // the hash is in published tables: a change of it is a change of the format
        assertEquals(RadiomicsSettings.ibsiDefault().hash(), RadiomicsSettings.ibsiDefault().toBuilder().build().hash());
        assertTrue(RadiomicsSettings.ibsiDefault().hash().matches("[0-9a-f]{12}"));
        assertNotEquals(RadiomicsSettings.ibsiDefault().hash(), full().hash());
        assertNotEquals(full().hash(), full().toBuilder().energyShift(1001).build().hash());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{discretisation: {method: fixed bin size, binWidth: -1}} | discretisation.binWidth must be a positive number",
        "{discretisation: {method: fixed bin size, bindWidth: 3}} | unknown key discretisation.bindWidth",
        "{discretisation: {method: some}} | discretisation.method must be one of",
        "{interpolation: {method: linear, spacing: [1, 1]}} | interpolation.spacing must be three numbers",
        "{interpolation: {method: linear}} | interpolation.spacing must be at least one spacing above 0",
        "{families: [glcm, gclm]} | families must be one of", "{features: [cm_contrst]} | features must be a tag",
        "{version: 99} | written by a newer program", "{convention: ISBI} | convention must be",
        "[1, 2] | must be an object", "{a: 1, a: 2} | neither JSON nor YAML",
        "{resegmentation: {low: 400, high: -100}} | resegmentation.range must be low below high",
        "{setting: {weightingNorm: euclidean}} | setting.weightingNorm must be",
        "{setting: {label: 2}} | setting.label must be 1",
        "{setting: {label_channel: 1}} | setting.label must be 1",
        "{setting: {distances: []}} | setting.distances must be at least one distance",
        "{setting: {distances: [0]}} | texture distance must be 1 to 20 voxels",
        "{setting: {resegmentRange: [0.4], resegmentMode: median}} | setting.resegmentMode must be absolute, relative or",
        "{setting: {symmetricalGLCM: false}} | setting.symmetricalGLCM must be true",
        "{setting: {force2D: true, force2Ddimension: 1}} | setting.force2Ddimension must be 0",
        "{setting: {interpolator: sitkGaussian}} | setting.interpolator must be sitkBSpline",
        "{setting: {minimumROIDimensions: 4}} | minimumDimensions must be 0 to 3",
        "{setting: {correctMask: 1}} | setting.correctMask must be true or false",
        "{imageType: {Original: {binWidth: 10}}} | imageType.Original must be without settings other than those of filters",
        "{imageType: {LoG: {sigma: [1], binWidth: 10}}} | imageType.LoG must be without settings other",
        "{imageType: {Wavelet: {force2D: true}}} | imageType.Wavelet must be without settings other",
        "{setting: {binCount: 32.5}} | setting.binCount must be a whole number, found 32.5",
        "{setting: {gldm_a: 0.5}} | setting.gldm_a must be a whole number",
        "{texture: {glcmDistance: 1.5}} | texture.glcmDistance must be a whole number",
        "{setting: {binwidth: 25}} | unknown key setting.binwidth",
        "{featureClass: {glcm: [Contrst]}} | features must be a tag or PyRadiomics name"})
    void mistakesAreNamed(final String text, final String expected) {
        final Exception e = assertThrows(IllegalArgumentException.class, () -> SettingsFormat.parse(text));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    /** The filters make their checks when columns are asked for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{imageType: {Wavelet: {wavelet: bior1.1}}} | bior1.1",
        "{imageType: {LBP2D: {lbp2DMethod: var}}} | lbp2DMethod must be one of",
        "{imageType: {LBP3D: {lbp3DIcosphereSubdivision: 3}}} | lbp3DIcosphereSubdivision must be a number",
        "{imageType: {LoG: {}}} | sigma must be one or more numbers", "{imageType: {Laplace: {}}} | image type"})
    void mistakesOfFiltersAreNamed(final String text, final String expected) {
        final RadiomicsSettings s = SettingsFormat.parse(text);
        final Exception e = assertThrows(IllegalArgumentException.class, () -> FeatureLayout.of(s));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void pyRadiomicsSettingsThatSayTheDefault() {
        assertEquals(RadiomicsSettings.pyRadiomicsDefault(), SettingsFormat.parse("""
            setting: {binWidth: 25, label: 1, label_channel: 0, additionalInfo: false, geometryTolerance: 1e-6,
              correctMask: true, minimumROIDimensions: 2, minimumROISize: , normalize: false, normalizeScale: 1,
              removeOutliers: , resampledPixelSpacing: , interpolator: sitkBSpline, padDistance: 5, preCrop: false,
              distances: [1], force2D: false, force2Ddimension: 0, resegmentRange: , resegmentMode: absolute,
              resegmentShape: false, voxelArrayShift: 0, symmetricalGLCM: true, weightingNorm: , gldm_a: 0}
            voxelSetting: {kernelRadius: 1}
            """));
        final RadiomicsSettings other = SettingsFormat
            .parse("setting: {minimumROIDimensions: 3, resegmentShape: true, resegmentRange: [0, 100]}");
        assertEquals(3, other.minimumDimensions());
        assertTrue(other.resegmentShape());
        assertEquals(other, SettingsFormat.parse(SettingsFormat.toJson(other)));
    }

    @Test
    void waveletsInTheSlice() {
        final List<String> images = FeatureLayout.of(SettingsFormat
            .parse("{setting: {force2D: true}, imageType: {Wavelet: {level: 2}}, featureClass: {ngtdm: [Contrast]}}"))
            .columns().stream().map(FeatureLayout.Column::name).toList();
        assertEquals(List.of("wavelet-LH_ngtdm_Contrast", "wavelet-HL_ngtdm_Contrast", "wavelet-HH_ngtdm_Contrast",
            "wavelet2-LH_ngtdm_Contrast", "wavelet2-HL_ngtdm_Contrast", "wavelet2-HH_ngtdm_Contrast",
            "wavelet2-LL_ngtdm_Contrast"), images);
    }

    @Test
    void pyRadiomicsParameterFile() {
        final RadiomicsSettings s = SettingsFormat.parse("""
            # as published
            setting:
              binWidth: 10
              label: 1
              interpolator: 'sitkBSpline'
              resampledPixelSpacing: [2, 2, 0]
              resegmentRange: [-3, 3]
              resegmentMode: sigma
              voxelArrayShift: 300
              force2D: true
              force2Ddimension: 0
              normalize: true
              normalizeScale: 100
              weightingNorm:
            imageType:
              Original: {}
              LoG: {sigma: [1.0, 3.0]}
            featureClass:
              shape:
              firstorder: []
              glcm: ['Contrast', 'Idm']
            """);
        assertEquals(Convention.PYRADIOMICS_3, s.convention());
        assertEquals(Discretisation.width(10), s.discretisation());
        assertEquals(Discretisation.width(10), s.filterDiscretisation());
        assertEquals(new Resampling(Interpolator.CUBIC_SPLINE, Interpolator.NEAREST, 2, 2, 0, 0.5, false),
            s.resampling());
        assertEquals(OptionalDouble.of(3), s.resegmentation().outlierSigma());
        assertEquals(300, s.energyShift());
        assertEquals(Set.of(Aggregation.DIRECTION_MERGED_2_5D), s.aggregations());
        assertEquals(List.of(new FilterSpec("pyradiomics:LoG", Map.of("sigma", List.of(1.0, 3.0)))), s.filters());
        final List<String> columns = FeatureLayout.of(s.toBuilder().filters(List.of()).build()).columns().stream()
            .map(FeatureLayout.Column::name).toList();
        assertEquals(14 + 18 + 2, columns.size());
        assertTrue(columns.containsAll(List.of("original_glcm_Idm", "original_shape_Flatness",
            "original_firstorder_Entropy")), columns.toString());
    }
}
