package org.dlrm.image.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFileException.Kind;
import org.dlrm.image.io.ImageHeader.Label;
import org.dlrm.work.Progress;

/** Reads NIfTI and NRRD images and masks, whichever the file turns out to be. */
public final class ImageFiles {

    /** More distinct values than this and the file is an image, not a label map. */
    private static final int MAX_LABELS = 4096;

    private ImageFiles() {
    }

    /**
     * A mask file as read.
     *
     * @param mask the voxels of the chosen label
     * @param labels the label values of the file (0 left out) and their numbers of voxels, of the chosen layer
     * @param warnings in words
     */
    public record MaskFile(Mask mask, SortedMap<Integer, Integer> labels, List<String> warnings) {
    }

    /** @return whether the name ends like one of the supported formats (.nii, .nii.gz, .hdr, .img, .nrrd, .nhdr) */
    public static boolean isImageFile(final Path file) {
        final String name = file.getFileName().toString().toLowerCase(java.util.Locale.ROOT);
        return name.matches(".*\\.(nii|nii\\.gz|hdr|hdr\\.gz|img|img\\.gz|nrrd|nhdr)");
    }

    /** Reads the header of a NIfTI or NRRD file; which of the two is seen from its first bytes. */
    public static ImageHeader readHeader(final Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            final byte[] magic = in.readNBytes(4);
            if (magic.length == 4 && magic[0] == 'N' && magic[1] == 'R' && magic[2] == 'R' && magic[3] == 'D') {
                return Nrrd.readHeader(file);
            }
        }
        return Nifti.readHeader(file);
    }

    /** Reads an image in the voxel order of the file. */
    public static Volume readVolume(final Path file) throws IOException {
        return volume(readHeader(file));
    }

    /**
     * Reads a mask.
     *
     * @param label the name of a label (.seg.nrrd), its value as text, or nothing for every voxel that is not 0
     */
    public static MaskFile readMask(final Path file, final Optional<String> label) throws IOException {
        final ImageHeader h = readHeader(file);
        return mask(h, label.isPresent() ? Optional.of(label(h, label.get())) : Optional.empty());
    }

    private static Label label(final ImageHeader h, final String text) throws ImageFileException {
        final Label named = h.labels().get(text);
        if (named != null) {
            return named;
        }
        try {
            return new Label(Integer.parseInt(text.trim()), 0);
        } catch (NumberFormatException e) {
            throw new ImageFileException(Kind.BAD_VALUE, "No label of this name", h.labels().isEmpty()
                ? "a label value (the file has no names)" : "one of " + String.join(", ", h.labels().keySet()),
                "'" + text + "'", "Choose one of the file's labels.");
        }
    }

    static Volume volume(final ImageHeader h) throws IOException {
        if (h.samples().layers() != 1) {
            throw new ImageFileException(Kind.UNSUPPORTED, "More than one value per voxel", "one",
                String.valueOf(h.samples().layers()), "Give a scalar image.");
        }
        SampleReader.check(h, Float.BYTES);
        final float[] values = new float[h.grid().voxels()];
        SampleReader.read(h, (from, block, n) -> {
            final int p = (int)from;
            for (int i = 0; i < n; i++) {
                values[p + i] = (float)block[i];
            }
        }, Progress.NONE);
        return new Volume(h.grid(), values);
    }

    static MaskFile mask(final ImageHeader h, final Optional<Label> label) throws IOException {
        SampleReader.check(h, 1);
        final MaskSink sink = new MaskSink(h, label);
        SampleReader.read(h, sink, Progress.NONE);
        return sink.result(h);
    }

    private static final class MaskSink implements SampleReader.Sink {

        private final byte[] m_inside;

        private final int m_layers;

        private final Optional<Label> m_label;

        private final SortedMap<Integer, Integer> m_labels = new TreeMap<>();

        private int m_last;

        private int m_run;

        private long m_fractional;

        MaskSink(final ImageHeader h, final Optional<Label> label) {
            m_inside = new byte[h.grid().voxels()];
            m_layers = h.samples().layers();
            m_label = label;
        }

        @Override
        public void accept(final long from, final double[] values, final int n) {
            for (int i = 0; i < n; i++) {
                final long at = from + i;
                if (m_label.isPresent() && m_layers > 1 && at % m_layers != m_label.get().layer()) {
                    continue;
                }
                final double v = values[i];
                if (v == 0 || !Double.isFinite(v)) {
                    continue;
                }
                final int value = (int)Math.floor(v + 0.5); // the cast stops at the ends of the int range
                if (value != v) {
                    m_fractional++;
                }
                count(value);
                if (m_label.isPresent() ? value == m_label.get().value() : value != 0) {
                    m_inside[(int)(at / m_layers)] = 1;
                }
            }
        }

        /** Counts runs, since neighbours mostly share their label. */
        private void count(final int value) {
            if (value != m_last) {
                flush();
                m_last = value;
            }
            m_run++;
        }

        private void flush() {
            if (m_last != 0 && m_labels.size() < MAX_LABELS) {
                m_labels.merge(m_last, m_run, Integer::sum);
            }
            m_run = 0;
        }

        MaskFile result(final ImageHeader h) throws ImageFileException {
            flush();
            if (m_labels.size() >= MAX_LABELS) {
                throw new ImageFileException(Kind.BAD_VALUE, "This looks like an image, not a mask",
                    "fewer than " + MAX_LABELS + " label values", "more", "Choose the mask file.");
            }
            final List<String> warnings = new java.util.ArrayList<>(h.warnings());
            if (m_fractional > 0) {
                warnings.add(m_fractional + " voxels of the mask are no whole numbers; at least 0.5 counts as inside");
            }
            if (m_label.isPresent() && !m_labels.containsKey(m_label.get().value())) {
                warnings.add("Label " + m_label.get().value() + " does not occur; labels of the file: "
                    + (m_labels.isEmpty() ? "none" : m_labels.keySet().toString()));
            }
            return new MaskFile(new Mask(h.grid(), m_inside), java.util.Collections.unmodifiableSortedMap(m_labels),
                List.copyOf(warnings));
        }
    }
}
