package org.knime.core.util;

import java.util.Comparator;
import java.util.Objects;

/** A version of three numbers. */
public final class Version implements Comparable<Version> {

    private final int m_major;

    private final int m_minor;

    private final int m_revision;

    public Version(final int major, final int minor, final int revision) {
        m_major = major;
        m_minor = minor;
        m_revision = revision;
    }

    public int getMajor() {
        return m_major;
    }

    public int getMinor() {
        return m_minor;
    }

    public int getRevision() {
        return m_revision;
    }

    @Override
    public int compareTo(final Version o) {
        return Comparator.comparingInt(Version::getMajor).thenComparingInt(Version::getMinor)
            .thenComparingInt(Version::getRevision).compare(this, o);
    }

    @Override
    public boolean equals(final Object obj) {
        return obj instanceof Version other && compareTo(other) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(m_major, m_minor, m_revision);
    }

    @Override
    public String toString() {
        return m_major + "." + m_minor + "." + m_revision;
    }
}
