package org.dlrm.knime.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

import javax.imageio.ImageIO;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataType;

/** Thumbnails and the stored form of the image cells. */
final class ImageCellsTest {

    private static Volume volume(final float value) {
        final Grid g = Grid.of(20, 10, 3, 1, 1, 2);
        final float[] values = new float[g.voxels()];
        java.util.Arrays.fill(values, value);
        return new Volume(g, values);
    }

    private static BufferedImage picture(final byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    @Test
    void thumbnailShowsTheSoftTissueWindowAndTheOutline() throws Exception {
        final Volume v = volume(40);
        final byte[] inside = new byte[v.grid().voxels()];
        for (int j = 3; j < 7; j++) {
            for (int i = 5; i < 15; i++) {
                inside[v.grid().index(i, j, 1)] = 1;
            }
        }
        final BufferedImage p = picture(Thumbnail.of(Roi.of(v, "GTV", new Mask(v.grid(), inside))));
        assertEquals(64, p.getWidth());
        assertEquals(32, p.getHeight(), "square millimetres");
        assertEquals(0xFF808080, p.getRGB(32, 16), "40 HU is the middle of the window");
        assertEquals(0xFFFFC20A, p.getRGB(16, 16), "left border of the mask");
        assertEquals(0xFF808080, p.getRGB(2, 2));
        assertEquals(0xFFFFFFFF, picture(Thumbnail.of(volume(900), Optional.empty(), 0)).getRGB(0, 0));
        assertEquals(0xFF000000, picture(Thumbnail.of(volume(-900), Optional.empty(), 0)).getRGB(0, 0));
    }

    @Test
    void mapsAreShownOverTheirOwnRange() throws Exception {
        final Volume v = volume(0.25f);
        v.values()[0] = 0.75f;
        final BufferedImage p = picture(Thumbnail.of(v, Optional.empty(), 0));
        assertEquals(0xFFFFFFFF, p.getRGB(0, 0));
        assertEquals(0xFF000000, p.getRGB(63, 31));
    }

    @Test
    void gridIsStoredExactly() throws Exception {
        final Grid g = new Grid(5, 6, 7, 0.7, 0.8, 2.5, new Vec3(-1.25, 3, 1e-9), new Vec3(0, 1, 0),
            new Vec3(0.6, 0, 0.8), new Vec3(-0.8, 0, 0.6));
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CellData.write(g, new DataOutputStream(bytes));
        CellData.write(new byte[]{1, 2}, new DataOutputStream(bytes));
        final DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertEquals(g, CellData.readGrid(in));
        assertArrayEquals(new byte[]{1, 2}, CellData.readBytes(in, 2));
    }

    @Test
    void damagedCellsAreRefusedBeforeAllocation() {
        final DataInputStream huge =
            new DataInputStream(new ByteArrayInputStream(new byte[]{0x7F, -1, -1, -1}));
        assertTrue(assertThrows(IOException.class, () -> CellData.readBytes(huge, 100)).getMessage()
            .contains("at most 100"));
        assertTrue(assertThrows(IOException.class, () -> CellData.requireVersion(9, 1, "DICOM Reader")).getMessage()
            .contains("Execute the DICOM Reader again"));
    }

    @Test
    void rendererPaintsWhatTheCellCarries() throws Exception {
        final ThumbnailRenderer r = (ThumbnailRenderer)new ThumbnailRenderer.Factory().createRenderer(null);
        assertEquals(64, r.getPreferredSize().width);
        r.setSize(64, 64);
        r.setValue(new Thumbnailed() {
            @Override
            public byte[] thumbnail() {
                try {
                    return Thumbnail.of(volume(900), Optional.empty(), 0);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        final BufferedImage screen = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        r.paintComponent(screen.getGraphics());
        assertEquals(0xFFFFFFFF, screen.getRGB(32, 32));
        assertEquals(0xFF000000, screen.getRGB(32, 2), "kept in proportion");
    }

    /** KNIME compares types by the values of their cells only: cells of another kind need a value of their own. */
    @Test
    void typesOfCellsDiffer() {
        final List<DataType> types =
            List.of(VolumeCell.TYPE, EmbeddedVolumeCell.TYPE, RoiCell.TYPE, PerturbedRoiCell.TYPE);
        for (final DataType a : types) {
            for (final DataType b : types) {
                assertEquals(a == b, a.equals(b), a.getCellClass() + " and " + b.getCellClass());
            }
        }
        assertTrue(PerturbedRoiCell.TYPE.isCompatible(RoiValue.class));
        assertTrue(EmbeddedVolumeCell.TYPE.isCompatible(VolumeValue.class));
        assertEquals("Region of interest", PerturbedRoiCell.TYPE.getName());
    }
}
