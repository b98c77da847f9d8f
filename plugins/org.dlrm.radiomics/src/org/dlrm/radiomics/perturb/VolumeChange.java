package org.dlrm.radiomics.perturb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.region.DistanceTransform;
import org.dlrm.radiomics.perturb.Perturbation.Growth;
import org.dlrm.work.Progress;

/** Growth and shrinkage of a region, voxel by voxel in the order of their distance from its border. */
final class VolumeChange {

    /** Shrinking by a distance leaves at least this part of the volume. MIRP takes back the layer that would leave less. */
    private static final double LEAST = 0.8;

    /** A voxel that may change, its distance in mm and a random number that decides between equal distances. */
    private record Candidate(int index, float distance, long order) {
    }

    private VolumeChange() {
    }

    static Mask apply(final Mask mask, final Growth growth, final SplittableRandom random, final Progress progress) {
        final int n = mask.count();
        final double amount = growth.fraction().orElse(growth.distance().orElse(0));
        final boolean grows = amount > 0;
        final float[] distance =
            grows ? DistanceTransform.toMask(mask, progress) : DistanceTransform.toOutside(mask, progress);
        final double reach = growth.distance().isPresent() ? Math.abs(amount) + 1e-6
            : Double.POSITIVE_INFINITY;
        final List<Candidate> candidates = new ArrayList<>();
        final Grid g = mask.grid();
        final int most = growth.fraction().isPresent() ? (int)Math.min((long)g.voxels() - n, Math.round(n * amount))
            : g.voxels() - n;
        final int changes = grows ? most
            : Math.min(n - 1, (int)(growth.fraction().isPresent() ? Math.round(-n * amount) : n * (1 - LEAST) + 1e-9));
        final float limit = grows && growth.fraction().isPresent() ? limit(distance, changes) : Float.POSITIVE_INFINITY;
        for (int i = 0; i < distance.length; i++) {
            if (distance[i] > 0 && distance[i] <= reach && distance[i] <= limit) {
                candidates.add(new Candidate(i, distance[i], random.nextLong()));
            }
        }
        progress.check();
        candidates.sort(Comparator.comparingDouble(Candidate::distance).thenComparingLong(Candidate::order)
            .thenComparingInt(Candidate::index));
        final byte[] out = mask.inside().clone();
        for (final Candidate c : candidates.subList(0, Math.min(changes, candidates.size()))) {
            out[c.index()] = (byte)(grows ? 1 : 0);
        }
        return new Mask(g, out);
    }

    /** @return a distance within which at least the given number of voxels lie: spares sorting the whole image */
    private static float limit(final float[] distance, final int wanted) {
        for (float limit = 1; limit < 1e6; limit *= 2) {
            int found = 0;
            for (final float d : distance) {
                found += d > 0 && d <= limit ? 1 : 0;
            }
            if (found >= wanted) {
                return limit;
            }
        }
        return Float.POSITIVE_INFINITY;
    }
}
