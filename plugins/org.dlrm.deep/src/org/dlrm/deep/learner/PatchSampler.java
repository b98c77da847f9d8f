package org.dlrm.deep.learner;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.patch.Patches;

/** Which patches are shown together, and what of them the network is given. */
final class PatchSampler {

    private final LearnerSettings m_settings;

    private final List<TrainingCase> m_cases;

    private final int m_outputs;

    /** @param outputs number of classes; of no meaning for Cox */
    PatchSampler(final LearnerSettings settings, final List<TrainingCase> cases, final int outputs) {
        m_settings = settings;
        m_cases = cases;
        m_outputs = outputs;
    }

    /** One patch of one case. */
    record Item(int caseIndex, int patch) {
    }

    /** @return all patches of some cases in their order */
    List<Item> items(final int... cases) {
        final List<Item> items = new ArrayList<>();
        for (final int i : cases) {
            IntStream.range(0, m_cases.get(i).patches().count()).forEach(p -> items.add(new Item(i, p)));
        }
        return items;
    }

    /**
     * The batches of one pass. For classes: all patches, shuffled, or drawn with equal class frequencies. For Cox: as
     * many rounds as a case has patches, in each one random patch of every case, so that a batch's risk sets hold
     * different patients.
     */
    List<List<Item>> batches(final int[] training, final SplittableRandom random) {
        final List<Item> order = new ArrayList<>();
        if (m_settings.loss() == LearnerSettings.Loss.COX) {
            final int rounds = m_settings.patches().patches();
            for (int r = 0; r < rounds; r++) {
                final List<Item> round = new ArrayList<>();
                for (final int i : training) {
                    round.add(new Item(i, random.nextInt(m_cases.get(i).patches().count())));
                }
                shuffle(round, random);
                order.addAll(round);
            }
        } else {
            order.addAll(items(training));
            if (m_settings.balance() == LearnerSettings.Balance.SAMPLING) {
                resample(order, random);
            }
            shuffle(order, random);
        }
        final List<List<Item>> batches = new ArrayList<>();
        for (int from = 0; from < order.size(); from += m_settings.batch()) {
            batches.add(order.subList(from, Math.min(order.size(), from + m_settings.batch())));
        }
        final int last = batches.size() - 1;
        if (last > 0 && batches.get(last).size() < 2) {
            batches.remove(last); // batch normalisation needs more than one patch
        }
        return batches;
    }

    private void resample(final List<Item> items, final SplittableRandom random) {
        final List<List<Item>> byClass = new ArrayList<>();
        for (int c = 0; c < m_outputs; c++) {
            final int label = c;
            final List<Item> of = items.stream().filter(i -> m_cases.get(i.caseIndex).outcome().label() == label)
                .toList();
            if (!of.isEmpty()) {
                byClass.add(of);
            }
        }
        for (int i = 0; i < items.size(); i++) {
            final List<Item> of = byClass.get(i % byClass.size());
            items.set(i, of.get(random.nextInt(of.size())));
        }
    }

    private static void shuffle(final List<Item> items, final SplittableRandom random) {
        for (int i = items.size() - 1; i > 0; i--) {
            final int j = random.nextInt(i + 1);
            final Item swapped = items.get(i);
            items.set(i, items.get(j));
            items.set(j, swapped);
        }
    }

    /** What the network is given for some patches, changed at random. */
    Batch batch(final List<Item> items, final Augmentation augmentation, final SplittableRandom random) {
        final int length = m_cases.get(0).patches().patchLength();
        final float[] images = new float[items.size() * length];
        final float[] extras = new float[items.size() * 2];
        for (int i = 0; i < items.size(); i++) {
            final Patches patches = m_cases.get(items.get(i).caseIndex).patches();
            final double shift = augmentation.apply(patches, items.get(i).patch,
                m_settings.patches().normalisation(), random, images, i * length);
            extras[2 * i] = (float)(patches.roiMean() + shift) / DeepModel.ROI_SCALE;
            extras[2 * i + 1] = (float)patches.roiSd() / DeepModel.ROI_SCALE;
        }
        return new Batch(items.size(), images, extras);
    }

    /** As {@link #batch(List, Augmentation, SplittableRandom)}, not changed. */
    Batch batch(final List<Item> items) {
        return batch(items, Augmentation.none(), new SplittableRandom(0));
    }
}
