package org.dlrm.stats.survival;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the same work in R, for benchmarks; needs Rscript on the path. */
public final class RScript {

    private RScript() {
    }

    /** Wall clock and processor seconds. */
    public record Time(double seconds, double cpu) {

        @Override
        public String toString() {
            return String.format(java.util.Locale.ROOT, "%.3f s (CPU %.3f)", seconds, cpu);
        }
    }

    /** @return what the work takes here */
    public static Time time(final Runnable work) {
        final Duration cpu = cpu();
        final long start = System.nanoTime();
        work.run();
        return new Time((System.nanoTime() - start) / 1e9, cpu().minus(cpu).toNanos() / 1e9);
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * @param columns given to R as vectors of these names
     * @param setUp R code before the clock starts
     * @param timed R code by label
     * @return times by label; empty where R or a package is missing
     */
    public static Optional<Map<String, Time>> time(final Map<String, double[]> columns, final List<String> setUp,
        final Map<String, String> timed) throws IOException, InterruptedException {
        final Path dir = Files.createTempDirectory("dlrm-benchmark");
        try {
            final StringBuilder script = new StringBuilder("setwd('" + dir.toString().replace('\\', '/') + "')\n");
            for (final Map.Entry<String, double[]> column : columns.entrySet()) {
                final ByteBuffer data = ByteBuffer.allocate(8 * column.getValue().length)
                    .order(ByteOrder.LITTLE_ENDIAN);
                data.asDoubleBuffer().put(column.getValue());
                Files.write(dir.resolve(column.getKey()), data.array());
                script.append(column.getKey()).append(" <- readBin('").append(column.getKey()).append("', 'double', ")
                    .append(column.getValue().length).append(")\n");
            }
            setUp.forEach(line -> script.append(line).append('\n'));
            timed.forEach((label, code) -> script.append("t <- proc.time(); ").append(code)
                .append("; t <- proc.time() - t; cat('TIME', '").append(label).append("', t[3], t[1] + t[2], '\\n')\n"));
            Files.writeString(dir.resolve("run.R"), script);
            final Process process;
            try {
                process = new ProcessBuilder("Rscript", "--vanilla", dir.resolve("run.R").toString())
                    .redirectErrorStream(true).start();
            } catch (IOException e) {
                return Optional.empty();
            }
            final List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
            if (process.waitFor() != 0) {
                lines.forEach(System.out::println);
                return Optional.empty();
            }
            final Map<String, Time> times = new LinkedHashMap<>();
            for (final String line : lines) {
                final String[] words = line.trim().split(" +");
                if (words[0].equals("TIME")) {
                    times.put(String.join(" ", Arrays.copyOfRange(words, 1, words.length - 2)), new Time(
                        Double.parseDouble(words[words.length - 2]), Double.parseDouble(words[words.length - 1])));
                }
            }
            return Optional.of(times);
        } finally {
            try (var files = Files.list(dir)) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(dir);
        }
    }
}
