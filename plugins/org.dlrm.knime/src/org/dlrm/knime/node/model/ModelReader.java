package org.dlrm.knime.node.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Views;
import org.dlrm.knime.port.ModelPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.core.node.port.PortType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;

/**
 * What the model readers share: one file becomes one port object. The file is opened by the library that wrote it already
 * when the node is configured, so the nodes that follow know the model's columns, and a wrong file is told at once.
 */
final class ModelReader {

    /** No model of ours is larger. */
    private static final long MAX_BYTES = 512L << 20;

    private final String m_fileName;

    private final Inspect m_inspect;

    private final Create m_create;

    private final Describe m_describe;

    /** Checks the file's content and says what the port's spec is. */
    @FunctionalInterface
    interface Inspect {
        ModelSpec spec(byte[] content) throws IOException;
    }

    /** What the view says of a content that was checked. */
    @FunctionalInterface
    interface Describe {
        Map<String, String> facts(byte[] content) throws IOException;
    }

    /** Constructor of the port object. */
    @FunctionalInterface
    interface Create {
        ModelPortObject of(ModelSpec spec, Map<String, byte[]> files);
    }

    /**
     * @param fileName what the writer calls the file
     * @param inspect opens the content; its exceptions are written for users
     * @param create constructor of the port object
     * @param describe what the view says beside the spec
     */
    ModelReader(final String fileName, final Inspect inspect, final Create create, final Describe describe) {
        m_fileName = fileName;
        m_inspect = inspect;
        m_create = create;
        m_describe = describe;
    }

    /** What a reader says about itself. */
    record Texts(String name, String icon, String shortDescription, String fullDescription, String[] keywords) {
    }

    DefaultNode node(final Texts texts, final PortType type) {
        return Views.addTo(DefaultNode.create() //
            .name(texts.name()) //
            .icon("../../../../../icons/" + texts.icon()) //
            .shortDescription(texts.shortDescription()) //
            .fullDescription(texts.fullDescription()) //
            .sinceVersion(1, 0, 0) //
            .ports(p -> p.addOutputPort("Model", "The frozen model, as it was saved.", type)) //
            .model(m -> m.parametersClass(ModelReaderParameters.class) //
                .configure(this::configure) //
                .execute((in, out) -> execute(texts.name(), in, out))), "What the file holds: the model, its columns, its hash.") //
            .nodeType(NodeType.Source) //
            .keywords(texts.keywords());
    }

    private void configure(final ConfigureInput in, final ConfigureOutput out) throws InvalidSettingsException {
        final ModelReaderParameters p = in.getParameters();
        try {
            out.setOutSpec(0, read(p).getSpec());
        } catch (IOException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    private void execute(final String name, final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final ModelReaderParameters p = in.getParameters();
        Failures.translate(() -> {
            final ModelPortObject model = read(p);
            out.setOutData(0, model);
            out.setInternalData(Views.pack(in.getExecutionContext(),
                ModelCard.of(name, model, m_describe.facts(model.files().get(m_fileName)))));
        });
    }

    private ModelPortObject read(final ModelReaderParameters p) throws InvalidSettingsException, IOException {
        final Path file = find(p.m_file, m_fileName);
        final byte[] content = content(file);
        try {
            return m_create.of(m_inspect.spec(content), Map.of(m_fileName, content));
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": this is no text file, so no model.", e);
        } catch (IllegalArgumentException | IllegalStateException | LinkageError e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * @param given what the user wrote: the file or its folder
     * @param fileName what the writer calls the file
     */
    static Path find(final String given, final String fileName) throws InvalidSettingsException, IOException {
        final Path path = FilePaths.resolve(given, "Model file");
        final Path file = Files.isDirectory(path) ? path.resolve(fileName) : path;
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no model file " + file + ". Give the file that the DLRM Model Writer wrote, or its "
                + "folder.");
        }
        return file;
    }

    static byte[] content(final Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " has " + Files.size(file) + " bytes; no model is larger than " + MAX_BYTES
                + ". Is it another file?");
        }
        return Files.readAllBytes(file);
    }

    /** @throws CharacterCodingException if the content is no UTF-8 */
    static String text(final byte[] content) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    }
}
