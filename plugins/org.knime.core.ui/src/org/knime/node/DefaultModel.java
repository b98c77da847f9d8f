package org.knime.node;

import java.util.Optional;

import org.dlrm.standin.ModelDeclaration;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.ColumnRearranger;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.FluentNodeAPI;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.context.ports.PortsConfiguration;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;
import org.knime.node.parameters.NodeParameters;

/** A node's work. */
public abstract class DefaultModel implements FluentNodeAPI {

    /** First step: the parameters. */
    public interface RequireModelParameters {

        RequireConfigureOrRearrangeColumns parametersClass(Class<? extends NodeParameters> parametersClass);

        default RequireConfigureOrRearrangeColumns withoutParameters() {
            return parametersClass(null);
        }
    }

    /** Next step: what comes out. */
    public interface RequireConfigureOrRearrangeColumns {

        RequireExecute configure(ConfigureOrRearrangerConsumer<ConfigureInput, ConfigureOutput> configure);

        DefaultModel rearrangeColumns(
            ConfigureOrRearrangerConsumer<RearrangeColumnsInput, RearrangeColumnsOutput> rearrangeColumns);
    }

    /** Last step: the work. */
    public interface RequireExecute {

        DefaultModel execute(ExecuteConsumer execute);
    }

    /** Configures. */
    public interface ConfigureOrRearrangerConsumer<I, O> {

        void accept(I input, O output) throws InvalidSettingsException;
    }

    /** Executes. */
    public interface ExecuteConsumer {

        void accept(ExecuteInput input, ExecuteOutput output) throws CanceledExecutionException, KNIMEException;
    }

    /** What configure is given. */
    public interface ConfigureInput {

        <S extends NodeParameters> S getParameters();

        PortObjectSpec[] getInPortSpecs();

        <S extends PortObjectSpec> S getInPortSpec(int portIndex);

        DataTableSpec[] getInTableSpecs();

        DataTableSpec getInTableSpec(int portIndex);

        PortType[] getOutPortTypes();

        PortsConfiguration getPortsConfiguration();
    }

    /** What configure gives. */
    public interface ConfigureOutput {

        <S extends PortObjectSpec> void setOutSpec(int index, S spec);

        @SuppressWarnings("unchecked")
        <S extends PortObjectSpec> void setOutSpecs(S... specs);

        void setWarningMessage(String message);
    }

    /** What execute is given. */
    public interface ExecuteInput {

        <S extends NodeParameters> S getParameters();

        ExecutionContext getExecutionContext();

        PortObject[] getInPortObjects();

        <D extends PortObject> D getInPortObject(int portIndex);

        BufferedDataTable[] getInTables();

        BufferedDataTable getInTable(int portIndex);

        PortType[] getOutPortTypes();

        PortsConfiguration getPortsConfiguration();
    }

    /** What execute gives. */
    public interface ExecuteOutput {

        <D extends PortObject> void setOutData(int index, D data);

        @SuppressWarnings("unchecked")
        <D extends PortObject> void setOutData(D... data);

        @SuppressWarnings("unchecked")
        <D extends PortObject> void setInternalData(D... data);

        void setWarningMessage(String message);
    }

    /** What rearrangeColumns is given. */
    public interface RearrangeColumnsInput {

        <S extends NodeParameters> S getParameters();

        DataTableSpec getDataTableSpec();
    }

    /** What rearrangeColumns gives. */
    public interface RearrangeColumnsOutput {

        void setColumnRearranger(ColumnRearranger rearranger);
    }

    DefaultModel() {
    }

    abstract ModelDeclaration declaration();

    private static DefaultModel of(final ModelDeclaration declaration) {
        return new DefaultModel() {
            @Override
            ModelDeclaration declaration() {
                return declaration;
            }
        };
    }

    static RequireModelParameters create() {
        return parametersClass -> new RequireConfigureOrRearrangeColumns() {
            @Override
            public RequireExecute configure(
                final ConfigureOrRearrangerConsumer<ConfigureInput, ConfigureOutput> configure) {
                return execute -> of(new ModelDeclaration(Optional.ofNullable(parametersClass),
                    Optional.of(configure), Optional.of(execute), Optional.empty()));
            }

            @Override
            public DefaultModel rearrangeColumns(
                final ConfigureOrRearrangerConsumer<RearrangeColumnsInput, RearrangeColumnsOutput> rearrange) {
                return of(new ModelDeclaration(Optional.ofNullable(parametersClass), Optional.empty(),
                    Optional.empty(), Optional.of(rearrange)));
            }
        };
    }
}
