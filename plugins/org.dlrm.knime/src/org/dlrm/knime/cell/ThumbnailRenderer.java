package org.dlrm.knime.cell;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.imageio.ImageIO;

import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.renderer.AbstractDataValueRendererFactory;
import org.knime.core.data.renderer.AbstractPainterDataValueRenderer;
import org.knime.core.data.renderer.DataValueRenderer;

/** Paints the picture that the cell carries; reads no image. */
@SuppressWarnings("serial")
public final class ThumbnailRenderer extends AbstractPainterDataValueRenderer {

    private static final String DESCRIPTION = "Thumbnail";

    private transient BufferedImage m_picture;

    private String m_text = "";

    @Override
    protected void setValue(final Object value) {
        m_picture = null;
        m_text = value == null ? "" : value.toString();
        if (value instanceof Thumbnailed cell && cell.thumbnail().length > 0) {
            try {
                m_picture = ImageIO.read(new ByteArrayInputStream(cell.thumbnail()));
            } catch (IOException e) {
                m_text = "Damaged thumbnail: " + e.getMessage();
            }
        }
        setToolTipText(m_text);
    }

    @Override
    protected void paintComponent(final Graphics g) {
        super.paintComponent(g);
        if (m_picture == null) {
            g.drawString(m_text, 2, getHeight() / 2 + g.getFontMetrics().getAscent() / 2);
            return;
        }
        final double scale = Math.min((double)getWidth() / m_picture.getWidth(),
            (double)getHeight() / m_picture.getHeight());
        final int w = Math.max(1, (int)(scale * m_picture.getWidth()));
        final int h = Math.max(1, (int)(scale * m_picture.getHeight()));
        g.drawImage(m_picture, (getWidth() - w) / 2, (getHeight() - h) / 2, w, h, null);
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(Thumbnail.SIZE, Thumbnail.SIZE);
    }

    @Override
    public String getDescription() {
        return DESCRIPTION;
    }

    /** As registered in plugin.xml. */
    public static final class Factory extends AbstractDataValueRendererFactory {
        @Override
        public String getDescription() {
            return DESCRIPTION;
        }

        @Override
        public DataValueRenderer createRenderer(final DataColumnSpec spec) {
            return new ThumbnailRenderer();
        }
    }
}
