package org.dlrm.deep.backbone;

/**
 * Families of synthetic textures: functions of space with structures of about the size 1. They are not models of
 * tissue; together they span grain, fibres, cells, nodules, vessels and mosaics.
 */
enum Texture {
        SMOOTH {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return n.gradient(x, y, z);
            }
        },
        FRACTAL {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return n.gradient(x, y, z) + (0.4 + 0.4 * a) * n.gradient(2 * x + 7, 2 * y, 2 * z)
                    + (0.2 + 0.4 * a) * n.gradient(4 * x, 4 * y + 7, 4 * z);
            }
        },
        RIDGED {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return -Math.abs(n.gradient(x, y, z)) - 0.5 * a * Math.abs(m.gradient(2 * x, 2 * y, 2 * z));
            }
        },
        BILLOW {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return Math.abs(n.gradient(x, y, z)) + 0.5 * a * Math.abs(m.gradient(2 * x, 2 * y, 2 * z));
            }
        },
        FIBRES {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return n.gradient(1.6 * x, y / (2.5 + 3 * a), 1.6 * z);
            }
        },
        STRIPES {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return Math.sin(Math.PI * x + 4 * a * n.gradient(x / 2, y / 2, z / 2));
            }
        },
        CELLS {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return n.cells(x, y, z)[0];
            }
        },
        BORDERS {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                final double[] d = n.cells(x, y, z);
                return -Math.min(d[1] - d[0], 0.2 + 0.3 * a);
            }
        },
        NODULES {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return Math.max(0, 0.35 + 0.15 * a - n.cells(x, y, z)[0]);
            }
        },
        HOLES {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return -Math.max(0, 0.35 + 0.15 * a - n.cells(x, y, z)[0]);
            }
        },
        MOSAIC {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return n.gradient(x, y, z) > 0.1 * (a - 0.5) ? 1 : 0;
            }
        },
        RINGS {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return Math.sin(Math.PI * Math.sqrt(x * x + y * y + z * z) + 2 * a * n.gradient(x, y, z));
            }
        },
        WARPED {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                final double w = (1 + 2 * a) * m.gradient(x / 2, y / 2, z / 2);
                return n.gradient(x + w, y - w, z + w);
            }
        },
        /** Not for training: thin curved tubes, where two noise fields are both near 0. */
        TUBES {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                final double p = n.gradient(x, y, z);
                final double q = m.gradient(x, y, z);
                return -Math.min(Math.sqrt(p * p + q * q), 0.25 + 0.2 * a);
            }
        },
        /** Not for training: two crossing systems of stripes. */
        LATTICE {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                final double w = 1.5 * a * n.gradient(x / 2, y / 2, z / 2);
                return Math.sin(Math.PI * x + w) + Math.sin(Math.PI * y - w) + Math.sin(Math.PI * z + w);
            }
        },
        /** Not for training: fine grain whose strength varies from place to place. */
        MODULATED {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return n.gradient(3 * x, 3 * y, 3 * z) * Math.max(0, 0.5 + (1 + a) * m.gradient(x / 2, y / 2, z / 2));
            }
        },
        /** Not for training: layers of sharp steps. */
        TERRACES {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                final double v = (5 + 3 * a) * n.gradient(x / 2, y / 2, z / 2);
                return v - Math.floor(v);
            }
        },
        /** Not for training: cells whose values rise to sharp borders. */
        TILES {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                final double[] d = n.cells(x, y, z);
                return d[0] / d[1];
            }
        },
        /** Not for training: short parallel rods. */
        RODS {
            @Override
            double at(final Noise n, final Noise m, final double a, final double x, final double y, final double z) {
                return Math.max(0, 0.4 + 0.1 * a - n.cells(1.5 * x, y / 2, 1.5 * z)[0]);
            }
        };

    /** Number of families that the backbone is trained on: the first ones. */
    static final int TRAINED = 13;

    /**
     * @param n a random field of the sample, likewise m
     * @param a shape parameter, 0 to 1
     */
    abstract double at(Noise n, Noise m, double a, double x, double y, double z);
}
