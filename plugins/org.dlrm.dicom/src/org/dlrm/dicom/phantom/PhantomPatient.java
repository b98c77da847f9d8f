package org.dlrm.dicom.phantom;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A made-up patient: outcome, clinical factors and lesion.
 *
 * @param benefit the latent benefit of the treatment, standard normal; drives response and survival
 * @param age years
 * @param male sex
 * @param stageT clinical T stage 2 to 4
 * @param stageN clinical N stage 0 to 3
 * @param cea carcinoembryonic antigen, ng/ml
 * @param location where in the stomach
 * @param response whether the tumour responded
 * @param months progression-free survival or follow-up
 * @param event whether it ended with progression
 * @param radius of the lesion, mm
 * @param density mean of the lesion, HU
 * @param contrast standard deviation of the lesion's texture, HU
 * @param grain correlation length of the texture, mm
 */
record PhantomPatient(double benefit, int age, boolean male, int stageT, int stageN, double cea, String location,
    boolean response, double months, boolean event, double radius, double density, double contrast, double grain) {

    private static final String[] LOCATIONS = {"antrum", "body", "cardia"};

    static PhantomPatient draw(final SplittableRandom r, final double signal) {
        final double t = Gaussians.next(r);
        // what the outside shows of the benefit
        final double shown = signal * t + StrictMath.sqrt(1 - signal * signal) * Gaussians.next(r);
        final boolean response = r.nextDouble() < 1 / (1 + StrictMath.exp(0.3 - 2.6 * t));
        final double progression = 20 * StrictMath.exp(0.75 * t)
            * StrictMath.pow(-StrictMath.log(1 - r.nextDouble()), 1 / 1.3);
        final double followUp = 12 + 42 * r.nextDouble();
        final double months = Math.max(0.5, Math.rint(10 * Math.min(progression, followUp)) / 10);
        final int age = (int)Math.max(25, Math.min(88, Math.rint(61 + 10 * Gaussians.next(r))));
        final boolean male = r.nextDouble() < 0.7;
        final double latentT = 0.5 * -shown + Gaussians.next(r);
        final double latentN = 0.5 * -shown + Gaussians.next(r);
        final int stageT = latentT < -1 ? 2 : latentT < 0.4 ? 3 : 4;
        final int stageN = latentN < -0.9 ? 0 : latentN < 0 ? 1 : latentN < 0.9 ? 2 : 3;
        final double cea = Math.rint(100 * StrictMath.exp(1.2 - 0.25 * shown + 0.9 * Gaussians.next(r))) / 100;
        final String location = LOCATIONS[r.nextInt(3)];
        final double radius = Math.max(8, Math.min(17,
            12.5 * StrictMath.exp(-0.07 * shown + 0.16 * Gaussians.next(r))));
        final double density = 78 + 3 * shown + 6 * Gaussians.next(r);
        final double contrast = Math.max(6, Math.min(45,
            20 * StrictMath.exp(-0.26 * shown + 0.22 * Gaussians.next(r))));
        final double grain = Math.max(0.9, Math.min(4.5, 2 * StrictMath.exp(0.2 * shown + 0.2 * Gaussians.next(r))));
        return new PhantomPatient(t, age, male, stageT, stageN, cea, location, response, months,
            progression <= followUp, radius, density, contrast, grain);
    }

    /** @return age to pfs_event as columns of the clinical table */
    String csv() {
        return String.format(Locale.ROOT, "%d,%s,T%d,N%d,%.2f,%s,%d,%.1f,%d", age, male ? "M" : "F", stageT, stageN, cea,
            location, response ? 1 : 0, months, event ? 1 : 0);
    }
}
