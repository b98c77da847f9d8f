package org.dlrm.knime.node.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;
import org.dlrm.dicom.phantom.PhantomCohort;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataColumnSpecCreator;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.port.PortObject;

/** Small made-up image folders, and what nodes make of them. */
public final class Images {

    private Images() {
    }

    /** Three patients GC-0001 to GC-0003, each with CT/ and RS.dcm. */
    public static Path phantom(final Path folder) throws IOException {
        PhantomCohort.write(folder, new PhantomCohort.Settings(7, 3, 0, 0, 0, 48, 1), Progress.NONE, 1);
        return folder;
    }

    /** A text table; the first column is the RowID, empty text is a missing cell. */
    public static BufferedDataTable table(final Workspace workspace, final List<String> columns,
        final List<List<String>> rows) {
        final DataTableSpec spec = new DataTableSpec(columns.stream()
            .map(c -> new DataColumnSpecCreator(c, StringCell.TYPE).createSpec()).toArray(DataColumnSpec[]::new));
        return workspace.table(spec, rows.stream().map(r -> new DefaultRow(r.get(0), r.subList(1, r.size()).stream()
            .map(t -> t.isEmpty() ? DataType.getMissingCell() : new StringCell(t)).toArray(DataCell[]::new))).toList());
    }

    /** RowID, ct_path and rtstruct_path of the phantom's patients. */
    public static BufferedDataTable cohort(final Workspace workspace, final Path folder) {
        final List<List<String>> rows = new ArrayList<>();
        for (final String id : List.of("GC-0001", "GC-0002", "GC-0003")) {
            rows.add(List.of(id, folder.resolve(id).resolve("CT").toString(),
                folder.resolve(id).resolve("RS.dcm").toString()));
        }
        return table(workspace, List.of("ct_path", "rtstruct_path"), rows);
    }

    /** Ten axial CT slices of 16 x 16 voxels, 1 x 1 x 2 mm; every slice is moved by {@code shearMm} along y. */
    public static Path series(final Path folder, final String patient, final double shearMm, final int... leftOut)
        throws IOException {
        return series(folder, patient, shearMm, slice -> {
        }, leftOut);
    }

    /** The same with more attributes. */
    public static Path series(final Path folder, final String patient, final double shearMm,
        final Consumer<DicomWriter> more, final int... leftOut) throws IOException {
        final List<Integer> skip = java.util.Arrays.stream(leftOut).boxed().toList();
        for (int k = 0; k < 10; k++) {
            if (skip.contains(k)) {
                continue;
            }
            final byte[] stored = new byte[512];
            for (int i = 0; i < 256; i++) {
                stored[2 * i] = (byte)(i + k);
            }
            final DicomWriter slice = new DicomWriter().set(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
                .set(Tag.SOPInstanceUID, "1.2.3." + Math.abs(patient.hashCode()) + "." + (k + 1))
                .set(Tag.StudyDate, "20200102").set(Tag.Modality, "CT").set(Tag.PatientID, patient)
                .set(Tag.StudyInstanceUID, "1.2.4." + Math.abs(patient.hashCode()))
                .set(Tag.SeriesInstanceUID, "1.2.5." + Math.abs(patient.hashCode()))
                .set(Tag.FrameOfReferenceUID, "1.2.6").set(Tag.SliceThickness, 2).set(Tag.InstanceNumber, k + 1)
                .set(Tag.ImagePositionPatient, 0, k * shearMm, 2 * k).set(Tag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
                .set(Tag.SamplesPerPixel, 1).set(Tag.PhotometricInterpretation, "MONOCHROME2").set(Tag.Rows, 16)
                .set(Tag.Columns, 16).set(Tag.PixelSpacing, 1, 1).set(Tag.BitsAllocated, 16).set(Tag.BitsStored, 12)
                .set(Tag.HighBit, 11).set(Tag.PixelRepresentation, 0).set(Tag.RescaleIntercept, 0)
                .set(Tag.RescaleSlope, 1).bytes(Tag.PixelData, VR.OW, stored);
            more.accept(slice);
            slice.write(folder.resolve("IM" + k + ".dcm"), TransferSyntax.EXPLICIT);
        }
        return folder;
    }

    /** @return an output table's rows by RowID or row number, each by column name */
    public static List<Map<String, DataCell>> rows(final PortObject output) {
        final BufferedDataTable table = (BufferedDataTable)output;
        final List<Map<String, DataCell>> out = new ArrayList<>();
        for (final DataRow row : table) {
            final Map<String, DataCell> cells = new HashMap<>();
            for (int c = 0; c < row.getNumCells(); c++) {
                cells.put(table.getDataTableSpec().getColumnSpec(c).getName(), row.getCell(c));
            }
            out.add(cells);
        }
        return out;
    }

    /** @return the problems table, one line per problem */
    public static String problems(final NodeRuntime.Result result) {
        return rows(result.outputs()[1]).stream().map(r -> List.of("Patient", "Severity", "Class", "What", "Expected",
            "Found", "What to do").stream().map(c -> String.valueOf(r.get(c))).collect(Collectors.joining(" | ")))
            .collect(Collectors.joining("\n"));
    }

    /** Moves a folder, as a user who tidies up. */
    public static Path move(final Path from, final Path to) throws IOException {
        return Files.move(from, to);
    }
}
