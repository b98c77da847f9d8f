package org.dlrm.deep.net;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts how often each value of an architecture is used, so that an engine can give a value's memory back after its last
 * use. Values are numbered in the order in which they are made; the image is 0, the extras are 1.
 */
public final class UseOps implements Ops<Integer> {

    private final List<Integer> m_uses = new ArrayList<>(List.of(1, 1));

    private UseOps() {
    }

    /** @return uses per value; what the network is given and what it gives out count as used once more */
    public static int[] count(final Architecture architecture) {
        final UseOps ops = new UseOps();
        final Architecture.Outputs<Integer> out = architecture.run(ops, 0, 1);
        out.blocks().forEach(ops::use);
        ops.use(out.maps());
        out.head().ifPresent(ops::use);
        return ops.m_uses.stream().mapToInt(n -> n).toArray();
    }

    private void use(final Integer value) {
        m_uses.set(value, m_uses.get(value) + 1);
    }

    private Integer made(final Integer... from) {
        for (final Integer value : from) {
            use(value);
        }
        m_uses.add(0);
        return m_uses.size() - 1;
    }

    @Override
    public Integer conv(final String name, final Integer x, final int out, final int kernel, final int stride) {
        return made(x);
    }

    @Override
    public Integer batchNorm(final String name, final Integer x) {
        return made(x);
    }

    @Override
    public Integer relu(final Integer x) {
        return made(x);
    }

    @Override
    public Integer avgPool(final Integer x, final int kernel) {
        return made(x);
    }

    @Override
    public Integer maxPool(final Integer x, final int kernel) {
        return made(x);
    }

    @Override
    public Integer globalAvgPool(final Integer x) {
        return made(x);
    }

    @Override
    public Integer concat(final List<Integer> xs) {
        return made(xs.toArray(Integer[]::new));
    }

    @Override
    public Integer add(final Integer a, final Integer b) {
        return made(a, b);
    }

    @Override
    public Integer linear(final String name, final Integer x, final int out) {
        return made(x);
    }
}
