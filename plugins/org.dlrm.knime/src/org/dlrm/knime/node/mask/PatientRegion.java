package org.dlrm.knime.node.mask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.deep.segment.SegmentationModel;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.roi.RoiMask;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.dicom.roi.RoiSelection;
import org.dlrm.dicom.roi.RoiSource;
import org.dlrm.dicom.roi.RoiSources;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Roi.Region;
import org.dlrm.image.Volume;
import org.dlrm.image.region.Overlap;
import org.dlrm.image.region.RegionQuality;
import org.dlrm.image.region.RoiCutter;
import org.dlrm.knime.Columns;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.cell.VolumeValue;
import org.dlrm.knime.node.mask.RoiMaskerNodeFactory.Indices;
import org.dlrm.knime.node.mask.RoiMaskerParameters.Second;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.def.BooleanCell;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.node.InvalidSettingsException;

/**
 * Makes the region of one patient.
 *
 * @param network finds the region; empty if somebody has drawn it
 * @param columns how many cells are to be made
 */
record PatientRegion(DataRow row, Indices indices, RoiMaskerParameters p, RoiOptions options,
    Optional<SegmentationModel> network, int columns) {

    Result mask(final Progress progress) {
        final DataCell cell = row.getCell(indices.volume());
        if (cell.isMissing()) {
            return Result.failed(columns, Columns.whyMissing(cell, "no volume"), List.of());
        }
        final String patient = row.getKey().getString();
        final String file = indices.file().map(this::file).orElse("");
        final List<Problem> problems = new ArrayList<>();
        try {
            final VolumeValue.Opened volume = ((VolumeValue)cell).open(progress);
            final List<RoiMask> masks = network.isPresent() ? List.of(found(network.get(), volume, progress))
                : contours(file, p.m_roiFile, names(), volume, problems, progress);
            final Optional<Problem> error =
                problems.stream().filter(x -> x.severity() == Problem.Severity.ERROR).findFirst();
            if (error.isPresent()) {
                return Result.failed(columns, error.get().message(), problems);
            }
            final Cut cut = cut(volume, masks, progress);
            final List<Pending> cells = cells(cut);
            if (p.m_second != Second.NONE) {
                cells.add(Pending.of(dice(volume, masks.get(0).mask(), cut.roi().mask(), problems, progress)));
            }
            return new Result(cells, problems);
        } catch (DicomException e) {
            problems.add(e.problem().in(patient, file));
            return Result.failed(columns, e.problem().message(), problems);
        } catch (IOException | InvalidSettingsException | IllegalArgumentException e) {
            problems.add(Problem.error(ProblemClass.ROI, e.getMessage(), "", "", "").in(patient, file));
            return Result.failed(columns, e.getMessage(), problems);
        }
    }

    private String file(final int column) {
        return Columns.text(row.getCell(column)).orElse("");
    }

    private RoiSelection names() {
        return p.selection(indices.name().isEmpty() ? p.m_names
            : Columns.text(row.getCell(indices.name().get())).orElse(""));
    }

    private static RoiMask found(final SegmentationModel network, final VolumeValue.Opened volume,
        final Progress progress) throws IOException {
        final Volume image = volume.read(volume.target().grid().box(), progress);
        final Mask mask = network.segment(image, progress);
        if (mask.count() == 0) {
            throw new DicomException(ProblemClass.ROI, "The segmentation network finds no region", "at least one voxel",
                "none", "Check the declared spacing, HU range and output channel, or draw the region");
        }
        return new RoiMask("network", mask, List.of());
    }

    private List<RoiMask> contours(final String file, final String column, final RoiSelection names,
        final VolumeValue.Opened volume, final List<Problem> problems, final Progress progress)
        throws IOException, InvalidSettingsException {
        if (file.isEmpty()) {
            throw new DicomException(ProblemClass.ROI, "No contour file is named", "a path in column '" + column + "'",
                "an empty cell", "Add the path, or choose another column");
        }
        progress.check();
        final String patient = row.getKey().getString();
        final Path path = FilePaths.resolve(file, "Contour file");
        final RoiSource source = RoiSources.open(Files.isDirectory(path)
            ? RoiSources.find(path, volume.target(), patient, p.labelMaps(), progress) : path);
        source.problems().forEach(x -> problems.add(x.in(patient, file)));
        final List<RoiMask> masks = RoiSources.masks(source, names, p.merge(), volume.target(), options);
        masks.forEach(m -> m.problems().forEach(x -> problems.add(x.in(patient, file))));
        progress.check();
        return masks;
    }

    // ------------------------------------------------------------------------------------------- the region

    /**
     * The region as stored, and its first mask's quality, measured where the image's own border can be told.
     *
     * @param firstSlice which slice of the whole image the measured block begins with
     */
    private record Cut(Roi roi, RegionQuality quality, int firstSlice) {
    }

    /** Cuts with what operations and margin need, works on the cut, so that memory never holds the whole image. */
    private Cut cut(final VolumeValue.Opened volume, final List<RoiMask> masks, final Progress progress)
        throws IOException {
        final List<Region> regions = masks.stream().map(m -> new Region(m.name(), m.mask())).toList();
        final Grid grid = volume.target().grid();
        final double border = 2 * Math.max(grid.sx(), Math.max(grid.sy(), grid.sz()));
        final Roi wide = RoiCutter.cut(grid, box -> volume.read(box, progress), regions,
            p.m_margin + Math.max(0, p.m_grow) + p.m_ring + border, Map.of());
        final Volume image = wide.image();
        final int firstSlice = grid.boxOf(image.grid()).z();
        final List<Region> done = new ArrayList<>();
        for (final Region r : wide.regions()) {
            done.addAll(MaskOperations.apply(r, image, firstSlice, p, progress));
        }
        return new Cut(RoiCutter.cut(image.grid(), image::crop, done, p.m_margin, Map.of()).cutFrom(grid),
            RegionQuality.of(done.get(0).mask(), image), firstSlice);
    }

    private List<Pending> cells(final Cut cut) throws IOException {
        final RegionQuality q = cut.quality();
        final Grid g = cut.roi().grid();
        final Box box = q.box().orElseThrow(); // operations never leave an empty mask
        final List<Pending> c = new ArrayList<>();
        c.add(RoiCell.pending(cut.roi(), p.m_output + "_" + row.getKey().getString()));
        for (final DataCell cell : List.of(new IntCell(q.voxels()), new DoubleCell(q.millilitres()),
            new IntCell(q.slices()), new IntCell(q.components()), Columns.cell(q.mean(), "empty mask"),
            Columns.cell(q.minimum(), "empty mask"), Columns.cell(q.maximum(), "empty mask"),
            BooleanCell.get(q.touchesBorder()), new IntCell(cut.firstSlice() + q.largestSlice() + 1),
            new DoubleCell(box.nx() * g.sx()), new DoubleCell(box.ny() * g.sy()), new DoubleCell(box.nz() * g.sz()))) {
            c.add(Pending.of(cell));
        }
        return c;
    }

    // ---------------------------------------------------------------------------------------- second reader

    /**
     * A second reader that is missing or cannot be compared is a problem of this one cell only.
     *
     * @param drawn the first reader's region before any operation
     * @param done the same after all of them
     */
    private DataCell dice(final VolumeValue.Opened volume, final Mask drawn, final Mask done,
        final List<Problem> problems, final Progress progress) {
        final DataCell cell = row.getCell(indices.second().orElseThrow());
        final String patient = row.getKey().getString();
        final String file = p.m_second == Second.FILE ? file(indices.second().get()) : "";
        String why;
        try {
            if (p.m_second == Second.REGION) {
                if (cell.isMissing()) {
                    return Columns.missing(Columns.whyMissing(cell, "no second region"));
                }
                return new DoubleCell(Overlap.dice(done, ((RoiValue)cell).read().mask()));
            }
            final List<Problem> odd = new ArrayList<>();
            final List<RoiMask> second = contours(file, p.m_secondFile,
                p.m_secondNames.isBlank() ? names() : p.selection(p.m_secondNames), volume, odd, progress);
            odd.forEach(x -> problems.add(warning(x).in(patient, file)));
            return Columns.cell(Overlap.dice(drawn, second.get(0).mask()), "both regions are empty");
        } catch (DicomException e) {
            why = e.problem().message();
            problems.add(warning(e.problem()).in(patient, file));
        } catch (IOException | InvalidSettingsException | IllegalArgumentException | IllegalStateException e) {
            why = "Second reader: " + e.getMessage();
            problems.add(Problem.warning(ProblemClass.ROI, why, "", "", "").in(patient, file));
        }
        return Columns.missing(why);
    }

    /** The first reader's region was used nevertheless. */
    private static Problem warning(final Problem p) {
        return Problem.warning(p.type(), "Second reader: " + p.what(), p.expected(), p.found(), p.remedy());
    }
}
