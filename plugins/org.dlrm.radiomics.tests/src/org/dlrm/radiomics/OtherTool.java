package org.dlrm.radiomics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.dlrm.image.Grid;

/**
 * What another program takes and gives for a case of {@link RadiomicsBenchmark}: PyRadiomics or Pictologics, where
 * {@code python3} (or the system property {@code python}) can import it.
 *
 * @param seconds CPU seconds by what was computed: all, texture (all but shape), shape
 * @param values by name
 */
record OtherTool(Map<String, Double> seconds, Map<String, Double> values) {

    private static final String READ = """
        import logging, sys, time
        import numpy as np
        logging.disable(logging.CRITICAL)
        folder, nx, ny, nz = sys.argv[1], *map(int, sys.argv[2:5])
        spacing = [float(v) for v in sys.argv[5:8]]
        def read(name, kind):
            return np.fromfile(folder + name, dtype=kind).reshape(nz, ny, nx)
        def best(run):
            seconds = 1e9
            for repeat in range(2):
                start = time.process_time()
                values = run()
                seconds = min(seconds, time.process_time() - start)
                if seconds > 3:
                    break
            return seconds, values
        """;

    private static final String PYRADIOMICS = """
        import SimpleITK as sitk
        from radiomics import featureextractor
        def image(name, kind):
            i = sitk.GetImageFromArray(read(name, kind))
            i.SetSpacing(spacing)
            return i
        image, mask = image('/image', '>f4'), image('/mask', 'u1')
        texture = ['firstorder', 'glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm']
        def run(classes):
            extractor = featureextractor.RadiomicsFeatureExtractor(binWidth=25, additionalInfo=False)
            extractor.enabledFeatures = {name: [] for name in classes}
            return best(lambda: extractor.execute(image, mask))
        seconds, values = run(texture + ['shape'])
        print('seconds all', seconds)
        print('seconds texture', run(texture)[0])
        print('seconds shape', run(['shape'])[0])
        for name, value in values.items():
            if name.startswith('original'):
                print('value', name, float(value))
        """;

    /** The families that PyRadiomics has, too; bins from the smallest intensity. */
    private static final String PICTOLOGICS = """
        from pictologics import features as f, preprocessing as pre
        from pictologics.loader import Image
        def image(array):
            return Image(array=np.ascontiguousarray(array.transpose(2, 1, 0)), spacing=tuple(spacing),
                         origin=(0.0, 0.0, 0.0))
        image_, mask = image(read('/image', '>f4').astype('f8')), image(read('/mask', 'u1'))
        inside = image_.array[mask.array > 0]
        low, high = np.floor(inside.min() / 25) * 25, float(inside.max())
        def texture():
            out = dict(f.calculate_intensity_features(pre.apply_mask(image_, mask)))
            levels = pre.discretise_image(image_, method='FBS', roi_mask=mask, bin_width=25.0, min_val=low, max_val=high)
            n = int(pre.apply_mask(levels, mask).max())
            m = f.calculate_all_texture_matrices(levels.array, mask.array, n, distance_mask=mask.array, calc_glcm=True,
                calc_glrlm=True, calc_glszm=True, calc_gldzm=False, calc_ngtdm=True, calc_ngldm=True)
            for kind in ['glcm', 'glrlm', 'glszm', 'ngldm']:
                out.update(getattr(f, f'calculate_{kind}_features')(levels.array, mask.array, n,
                    **{kind + '_matrix': m[kind]}))
            out.update(f.calculate_ngtdm_features(levels.array, mask.array, n,
                ngtdm_matrices=(m['ngtdm_s'], m['ngtdm_n'])))
            return out
        def shape():
            return f.calculate_morphology_features(mask, image=image_, intensity_mask=mask)
        texture(), shape()  # compiles
        t, s = best(texture), best(shape)
        print('seconds all', t[0] + s[0])
        print('seconds texture', t[0])
        print('seconds shape', s[0])
        for name, value in t[1].items():
            print('value', name.replace(' ', '_'), float(value))
        """;

    static Optional<OtherTool> pyRadiomics(final BenchmarkCase c) throws IOException {
        return run(PYRADIOMICS, c);
    }

    static Optional<OtherTool> pictologics(final BenchmarkCase c) throws IOException {
        return run(PICTOLOGICS, c);
    }

    private static Optional<OtherTool> run(final String script, final BenchmarkCase c) throws IOException {
        final Path folder = Files.createTempDirectory("radiomics-benchmark");
        try {
            final ByteBuffer image = ByteBuffer.allocate(4 * c.image().values().length);
            image.asFloatBuffer().put(c.image().values());
            Files.write(folder.resolve("image"), image.array());
            Files.write(folder.resolve("mask"), c.mask().inside());
            final Grid g = c.image().grid();
            final ProcessBuilder b = new ProcessBuilder(System.getProperty("python", "python3"), "-c", READ + script,
                folder.toString(), String.valueOf(g.nx()), String.valueOf(g.ny()), String.valueOf(g.nz()),
                String.valueOf(g.sx()), String.valueOf(g.sy()), String.valueOf(g.sz()));
            for (final String threads : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")) {
                b.environment().put(threads, "1");
            }
            b.redirectError(ProcessBuilder.Redirect.DISCARD);
            final Map<String, Map<String, Double>> said =
                Map.of("seconds", new LinkedHashMap<>(), "value", new LinkedHashMap<>());
            final Process p = b.start();
            for (final String line : p.inputReader().lines().toList()) {
                final String[] words = line.split(" ");
                if (words.length == 3 && said.containsKey(words[0])) {
                    said.get(words[0]).put(words[1], Double.valueOf(words[2].replace("nan", "NaN")));
                }
            }
            return p.waitFor() == 0 ? Optional.of(new OtherTool(said.get("seconds"), said.get("value")))
                : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no Python at all
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
