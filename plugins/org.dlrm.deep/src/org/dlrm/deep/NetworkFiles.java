package org.dlrm.deep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.dlrm.deep.onnx.OnnxFile;

/**
 * A network as it is stored. Arrays belong to the files: read only.
 *
 * @param onnx the ONNX file
 * @param torchScript the TorchScript file that computes the ONNX file's inputs; empty where the ONNX file is all
 * @param spec description of both
 */
record NetworkFiles(byte[] onnx, Optional<byte[]> torchScript, ModelSpec spec) {

    NetworkFiles {
        if (spec.torchScript().isPresent() != torchScript.isPresent()) {
            throw new IllegalArgumentException(torchScript.isPresent()
                ? "A TorchScript file is given, but the network is an ONNX file alone"
                : "This ONNX file is the head of a TorchScript network and cannot be applied without it: put the file \""
                    + DeepModel.TORCH_FILE + "\" that was saved with it beside it");
        }
        if (torchScript.isPresent() && !spec.torchScript().get().equals(sha256(torchScript.get()))) {
            throw new IllegalArgumentException("The TorchScript file is not the one this head was trained on: its SHA-256 is "
                + sha256(torchScript.get()) + ", expected is " + spec.torchScript().get());
        }
    }

    /** An ONNX file that is the whole network, with our description inside. */
    static NetworkFiles of(final byte[] onnx) {
        return new NetworkFiles(onnx, Optional.empty(), description(onnx));
    }

    /** An ONNX file that is the whole network; the description is put inside. */
    static NetworkFiles of(final byte[] onnx, final ModelSpec spec) {
        return new NetworkFiles(described(onnx, spec), Optional.empty(), spec);
    }

    /** @param files as {@link #byName()} gives them */
    static NetworkFiles of(final Map<String, byte[]> files) {
        final byte[] onnx = files.get(DeepModel.ONNX_FILE);
        if (onnx == null) {
            throw new IllegalArgumentException("The network's file \"" + DeepModel.ONNX_FILE + "\" is missing; there are "
                + files.keySet());
        }
        return new NetworkFiles(onnx, Optional.ofNullable(files.get(DeepModel.TORCH_FILE)), description(onnx));
    }

    /** An ONNX file and what lies beside it: {@code <name>.json}, {@code <name>.pt}. */
    static NetworkFiles read(final Path file) throws IOException {
        final byte[] onnx = OnnxFile.read(file);
        final String stem = file.getFileName().toString().replaceFirst("\\.onnx$", "");
        final Path json = file.resolveSibling(stem + ".json");
        final Path torchScript = file.resolveSibling(stem + ".pt");
        final ModelSpec spec =
            Files.isRegularFile(json) ? ModelSpec.fromJson(Files.readString(json)) : description(onnx);
        return new NetworkFiles(onnx, spec.torchScript().isPresent() && Files.isRegularFile(torchScript)
            ? Optional.of(OnnxFile.read(torchScript)) : Optional.empty(), spec);
    }

    /** @return our description in an ONNX file's metadata */
    private static ModelSpec description(final byte[] onnx) {
        final String json = new OnnxFile(onnx).metadata().get(ModelSpec.METADATA_KEY);
        if (json == null) {
            throw new IllegalArgumentException("The ONNX file carries no description of layers and preprocessing, so it was "
                + "not saved by DLRM Nodes: choose \"Other software\" and declare them in the settings");
        }
        return ModelSpec.fromJson(json);
    }

    /** The network with its description inside, so that it is the same file, with the same hash, once stored. */
    private static byte[] described(final byte[] onnx, final ModelSpec spec) {
        final OnnxFile file = new OnnxFile(onnx);
        final String json = spec.toJson();
        final Map<String, String> metadata = file.metadata();
        if (json.equals(metadata.put(ModelSpec.METADATA_KEY, json))) {
            return onnx;
        }
        return file.withMetadata(metadata);
    }

    /** @return the ONNX file with the description inside */
    byte[] described() {
        return described(onnx, spec);
    }

    /** @return what is to be stored, by file name */
    Map<String, byte[]> byName() {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(DeepModel.ONNX_FILE, described());
        torchScript.ifPresent(file -> files.put(DeepModel.TORCH_FILE, file));
        return files;
    }

    /**
     * @return SHA-256 of what decides the network's numbers, hexadecimal: the ONNX graph and the description, which holds
     *         that of the TorchScript file; not of where the network comes from, so that the same training on another
     *         version of Java gives columns of the same names
     */
    String hash() {
        return sha256(new OnnxFile(onnx).withMetadata(Map.of()),
            spec.withProvenance(Map.of()).toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** @return hexadecimal */
    static String sha256(final byte[]... parts) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (final byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
