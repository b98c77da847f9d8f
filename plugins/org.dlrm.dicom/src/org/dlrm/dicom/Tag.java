package org.dlrm.dicom;

import java.util.HashMap;
import java.util.Map;

/**
 * The attributes (PS3.6) that this reader knows by keyword. Constants bear the DICOM keyword. The value
 * representation matters for implicit VR files only; an attribute that is not listed here is UN there.
 */
public final class Tag {

    private static final Map<Integer, VR> VRS = new HashMap<>();

    private static final Map<Integer, String> KEYWORDS = new HashMap<>();

    public static final int FileMetaInformationGroupLength = define(0x00020000, VR.UL, "FileMetaInformationGroupLength");
    public static final int FileMetaInformationVersion = define(0x00020001, VR.OB, "FileMetaInformationVersion");
    public static final int MediaStorageSOPClassUID = define(0x00020002, VR.UI, "MediaStorageSOPClassUID");
    public static final int MediaStorageSOPInstanceUID = define(0x00020003, VR.UI, "MediaStorageSOPInstanceUID");
    public static final int TransferSyntaxUID = define(0x00020010, VR.UI, "TransferSyntaxUID");
    public static final int ImplementationClassUID = define(0x00020012, VR.UI, "ImplementationClassUID");
    public static final int ImplementationVersionName = define(0x00020013, VR.SH, "ImplementationVersionName");
    public static final int DirectoryRecordSequence = define(0x00041220, VR.SQ, "DirectoryRecordSequence");
    public static final int OffsetOfTheNextDirectoryRecord = define(0x00041400, VR.UL, "OffsetOfTheNextDirectoryRecord");
    public static final int DirectoryRecordType = define(0x00041430, VR.CS, "DirectoryRecordType");
    public static final int ReferencedFileID = define(0x00041500, VR.CS, "ReferencedFileID");
    public static final int ReferencedSOPInstanceUIDInFile = define(0x00041511, VR.UI, "ReferencedSOPInstanceUIDInFile");
    public static final int SpecificCharacterSet = define(0x00080005, VR.CS, "SpecificCharacterSet");
    public static final int ImageType = define(0x00080008, VR.CS, "ImageType");
    public static final int InstanceCreationDate = define(0x00080012, VR.DA, "InstanceCreationDate");
    public static final int InstanceCreationTime = define(0x00080013, VR.TM, "InstanceCreationTime");
    public static final int SOPClassUID = define(0x00080016, VR.UI, "SOPClassUID");
    public static final int SOPInstanceUID = define(0x00080018, VR.UI, "SOPInstanceUID");
    public static final int StudyDate = define(0x00080020, VR.DA, "StudyDate");
    public static final int SeriesDate = define(0x00080021, VR.DA, "SeriesDate");
    public static final int AcquisitionDate = define(0x00080022, VR.DA, "AcquisitionDate");
    public static final int ContentDate = define(0x00080023, VR.DA, "ContentDate");
    public static final int AcquisitionDateTime = define(0x0008002A, VR.DT, "AcquisitionDateTime");
    public static final int StudyTime = define(0x00080030, VR.TM, "StudyTime");
    public static final int SeriesTime = define(0x00080031, VR.TM, "SeriesTime");
    public static final int AcquisitionTime = define(0x00080032, VR.TM, "AcquisitionTime");
    public static final int ContentTime = define(0x00080033, VR.TM, "ContentTime");
    public static final int AccessionNumber = define(0x00080050, VR.SH, "AccessionNumber");
    public static final int Modality = define(0x00080060, VR.CS, "Modality");
    public static final int Manufacturer = define(0x00080070, VR.LO, "Manufacturer");
    public static final int InstitutionName = define(0x00080080, VR.LO, "InstitutionName");
    public static final int ReferringPhysicianName = define(0x00080090, VR.PN, "ReferringPhysicianName");
    public static final int CodeValue = define(0x00080100, VR.SH, "CodeValue");
    public static final int CodingSchemeDesignator = define(0x00080102, VR.SH, "CodingSchemeDesignator");
    public static final int CodeMeaning = define(0x00080104, VR.LO, "CodeMeaning");
    public static final int TimezoneOffsetFromUTC = define(0x00080201, VR.SH, "TimezoneOffsetFromUTC");
    public static final int StationName = define(0x00081010, VR.SH, "StationName");
    public static final int StudyDescription = define(0x00081030, VR.LO, "StudyDescription");
    public static final int ProcedureCodeSequence = define(0x00081032, VR.SQ, "ProcedureCodeSequence");
    public static final int SeriesDescription = define(0x0008103E, VR.LO, "SeriesDescription");
    public static final int ManufacturerModelName = define(0x00081090, VR.LO, "ManufacturerModelName");
    public static final int ReferencedStudySequence = define(0x00081110, VR.SQ, "ReferencedStudySequence");
    public static final int ReferencedPerformedProcedureStepSequence = define(0x00081111, VR.SQ, "ReferencedPerformedProcedureStepSequence");
    public static final int ReferencedSeriesSequence = define(0x00081115, VR.SQ, "ReferencedSeriesSequence");
    public static final int ReferencedImageSequence = define(0x00081140, VR.SQ, "ReferencedImageSequence");
    public static final int ReferencedInstanceSequence = define(0x0008114A, VR.SQ, "ReferencedInstanceSequence");
    public static final int ReferencedSOPClassUID = define(0x00081150, VR.UI, "ReferencedSOPClassUID");
    public static final int ReferencedSOPInstanceUID = define(0x00081155, VR.UI, "ReferencedSOPInstanceUID");
    public static final int ReferencedFrameNumber = define(0x00081160, VR.IS, "ReferencedFrameNumber");
    public static final int SourceImageSequence = define(0x00082112, VR.SQ, "SourceImageSequence");
    public static final int AnatomicRegionSequence = define(0x00082218, VR.SQ, "AnatomicRegionSequence");
    public static final int FrameType = define(0x00089007, VR.CS, "FrameType");
    public static final int ReferencedImageEvidenceSequence = define(0x00089092, VR.SQ, "ReferencedImageEvidenceSequence");
    public static final int DerivationImageSequence = define(0x00089124, VR.SQ, "DerivationImageSequence");
    public static final int SourceImageEvidenceSequence = define(0x00089154, VR.SQ, "SourceImageEvidenceSequence");
    public static final int PatientName = define(0x00100010, VR.PN, "PatientName");
    public static final int PatientID = define(0x00100020, VR.LO, "PatientID");
    public static final int PatientBirthDate = define(0x00100030, VR.DA, "PatientBirthDate");
    public static final int PatientSex = define(0x00100040, VR.CS, "PatientSex");
    public static final int OtherPatientIDsSequence = define(0x00101002, VR.SQ, "OtherPatientIDsSequence");
    public static final int PatientAge = define(0x00101010, VR.AS, "PatientAge");
    public static final int PatientSize = define(0x00101020, VR.DS, "PatientSize");
    public static final int PatientWeight = define(0x00101030, VR.DS, "PatientWeight");
    public static final int ContrastBolusAgent = define(0x00180010, VR.LO, "ContrastBolusAgent");
    public static final int ContrastBolusAgentSequence = define(0x00180012, VR.SQ, "ContrastBolusAgentSequence");
    public static final int BodyPartExamined = define(0x00180015, VR.CS, "BodyPartExamined");
    public static final int ScanOptions = define(0x00180022, VR.CS, "ScanOptions");
    public static final int SliceThickness = define(0x00180050, VR.DS, "SliceThickness");
    public static final int KVP = define(0x00180060, VR.DS, "KVP");
    public static final int SpacingBetweenSlices = define(0x00180088, VR.DS, "SpacingBetweenSlices");
    public static final int DataCollectionDiameter = define(0x00180090, VR.DS, "DataCollectionDiameter");
    public static final int SoftwareVersions = define(0x00181020, VR.LO, "SoftwareVersions");
    public static final int ProtocolName = define(0x00181030, VR.LO, "ProtocolName");
    public static final int ContrastBolusRoute = define(0x00181040, VR.LO, "ContrastBolusRoute");
    public static final int ContrastBolusVolume = define(0x00181041, VR.DS, "ContrastBolusVolume");
    public static final int ContrastBolusStartTime = define(0x00181042, VR.TM, "ContrastBolusStartTime");
    public static final int TriggerTime = define(0x00181060, VR.DS, "TriggerTime");
    public static final int ReconstructionDiameter = define(0x00181100, VR.DS, "ReconstructionDiameter");
    public static final int GantryDetectorTilt = define(0x00181120, VR.DS, "GantryDetectorTilt");
    public static final int TableHeight = define(0x00181130, VR.DS, "TableHeight");
    public static final int ExposureTime = define(0x00181150, VR.IS, "ExposureTime");
    public static final int XRayTubeCurrent = define(0x00181151, VR.IS, "XRayTubeCurrent");
    public static final int Exposure = define(0x00181152, VR.IS, "Exposure");
    public static final int ConvolutionKernel = define(0x00181210, VR.SH, "ConvolutionKernel");
    public static final int PatientPosition = define(0x00185100, VR.CS, "PatientPosition");
    public static final int MRImageFrameTypeSequence = define(0x00189226, VR.SQ, "MRImageFrameTypeSequence");
    public static final int CTAcquisitionTypeSequence = define(0x00189301, VR.SQ, "CTAcquisitionTypeSequence");
    public static final int CTAcquisitionDetailsSequence = define(0x00189304, VR.SQ, "CTAcquisitionDetailsSequence");
    public static final int CTTableDynamicsSequence = define(0x00189308, VR.SQ, "CTTableDynamicsSequence");
    public static final int CTGeometrySequence = define(0x00189312, VR.SQ, "CTGeometrySequence");
    public static final int CTReconstructionSequence = define(0x00189314, VR.SQ, "CTReconstructionSequence");
    public static final int ConvolutionKernelGroup = define(0x00189316, VR.CS, "ConvolutionKernelGroup");
    public static final int CTExposureSequence = define(0x00189321, VR.SQ, "CTExposureSequence");
    public static final int CTXRayDetailsSequence = define(0x00189325, VR.SQ, "CTXRayDetailsSequence");
    public static final int CTPositionSequence = define(0x00189326, VR.SQ, "CTPositionSequence");
    public static final int CTImageFrameTypeSequence = define(0x00189329, VR.SQ, "CTImageFrameTypeSequence");
    public static final int XRayTubeCurrentInmA = define(0x00189330, VR.FD, "XRayTubeCurrentInmA");
    public static final int ExposureInmAs = define(0x00189332, VR.FD, "ExposureInmAs");
    public static final int CTDIPhantomTypeCodeSequence = define(0x00189346, VR.SQ, "CTDIPhantomTypeCodeSequence");
    public static final int IrradiationEventIdentificationSequence = define(0x00189477, VR.SQ, "IrradiationEventIdentificationSequence");
    public static final int StudyInstanceUID = define(0x0020000D, VR.UI, "StudyInstanceUID");
    public static final int SeriesInstanceUID = define(0x0020000E, VR.UI, "SeriesInstanceUID");
    public static final int StudyID = define(0x00200010, VR.SH, "StudyID");
    public static final int SeriesNumber = define(0x00200011, VR.IS, "SeriesNumber");
    public static final int AcquisitionNumber = define(0x00200012, VR.IS, "AcquisitionNumber");
    public static final int InstanceNumber = define(0x00200013, VR.IS, "InstanceNumber");
    public static final int ImagePositionPatient = define(0x00200032, VR.DS, "ImagePositionPatient");
    public static final int ImageOrientationPatient = define(0x00200037, VR.DS, "ImageOrientationPatient");
    public static final int FrameOfReferenceUID = define(0x00200052, VR.UI, "FrameOfReferenceUID");
    public static final int Laterality = define(0x00200060, VR.CS, "Laterality");
    public static final int TemporalPositionIdentifier = define(0x00200100, VR.IS, "TemporalPositionIdentifier");
    public static final int NumberOfTemporalPositions = define(0x00200105, VR.IS, "NumberOfTemporalPositions");
    public static final int PositionReferenceIndicator = define(0x00201040, VR.LO, "PositionReferenceIndicator");
    public static final int SliceLocation = define(0x00201041, VR.DS, "SliceLocation");
    public static final int ImageComments = define(0x00204000, VR.LT, "ImageComments");
    public static final int StackID = define(0x00209056, VR.SH, "StackID");
    public static final int InStackPositionNumber = define(0x00209057, VR.UL, "InStackPositionNumber");
    public static final int FrameAnatomySequence = define(0x00209071, VR.SQ, "FrameAnatomySequence");
    public static final int FrameContentSequence = define(0x00209111, VR.SQ, "FrameContentSequence");
    public static final int PlanePositionSequence = define(0x00209113, VR.SQ, "PlanePositionSequence");
    public static final int PlaneOrientationSequence = define(0x00209116, VR.SQ, "PlaneOrientationSequence");
    public static final int TemporalPositionIndex = define(0x00209128, VR.UL, "TemporalPositionIndex");
    public static final int FrameAcquisitionNumber = define(0x00209156, VR.US, "FrameAcquisitionNumber");
    public static final int DimensionIndexValues = define(0x00209157, VR.UL, "DimensionIndexValues");
    public static final int DimensionOrganizationUID = define(0x00209164, VR.UI, "DimensionOrganizationUID");
    public static final int DimensionIndexPointer = define(0x00209165, VR.AT, "DimensionIndexPointer");
    public static final int FunctionalGroupPointer = define(0x00209167, VR.AT, "FunctionalGroupPointer");
    public static final int UnassignedSharedConvertedAttributesSequence = define(0x00209170, VR.SQ, "UnassignedSharedConvertedAttributesSequence");
    public static final int ConversionSourceAttributesSequence = define(0x00209172, VR.SQ, "ConversionSourceAttributesSequence");
    public static final int DimensionOrganizationSequence = define(0x00209221, VR.SQ, "DimensionOrganizationSequence");
    public static final int DimensionIndexSequence = define(0x00209222, VR.SQ, "DimensionIndexSequence");
    public static final int SamplesPerPixel = define(0x00280002, VR.US, "SamplesPerPixel");
    public static final int PhotometricInterpretation = define(0x00280004, VR.CS, "PhotometricInterpretation");
    public static final int PlanarConfiguration = define(0x00280006, VR.US, "PlanarConfiguration");
    public static final int NumberOfFrames = define(0x00280008, VR.IS, "NumberOfFrames");
    public static final int Rows = define(0x00280010, VR.US, "Rows");
    public static final int Columns = define(0x00280011, VR.US, "Columns");
    public static final int PixelSpacing = define(0x00280030, VR.DS, "PixelSpacing");
    public static final int BitsAllocated = define(0x00280100, VR.US, "BitsAllocated");
    public static final int BitsStored = define(0x00280101, VR.US, "BitsStored");
    public static final int HighBit = define(0x00280102, VR.US, "HighBit");
    public static final int PixelRepresentation = define(0x00280103, VR.US, "PixelRepresentation");
    public static final int SmallestImagePixelValue = define(0x00280106, VR.US, "SmallestImagePixelValue");
    public static final int LargestImagePixelValue = define(0x00280107, VR.US, "LargestImagePixelValue");
    public static final int PixelPaddingValue = define(0x00280120, VR.US, "PixelPaddingValue");
    public static final int PixelPaddingRangeLimit = define(0x00280121, VR.US, "PixelPaddingRangeLimit");
    public static final int WindowCenter = define(0x00281050, VR.DS, "WindowCenter");
    public static final int WindowWidth = define(0x00281051, VR.DS, "WindowWidth");
    public static final int RescaleIntercept = define(0x00281052, VR.DS, "RescaleIntercept");
    public static final int RescaleSlope = define(0x00281053, VR.DS, "RescaleSlope");
    public static final int RescaleType = define(0x00281054, VR.LO, "RescaleType");
    public static final int RedPaletteColorLookupTableDescriptor = define(0x00281101, VR.US, "RedPaletteColorLookupTableDescriptor");
    public static final int LossyImageCompression = define(0x00282110, VR.CS, "LossyImageCompression");
    public static final int ModalityLUTSequence = define(0x00283000, VR.SQ, "ModalityLUTSequence");
    public static final int VOILUTSequence = define(0x00283010, VR.SQ, "VOILUTSequence");
    public static final int PixelMeasuresSequence = define(0x00289110, VR.SQ, "PixelMeasuresSequence");
    public static final int FrameVOILUTSequence = define(0x00289132, VR.SQ, "FrameVOILUTSequence");
    public static final int PixelValueTransformationSequence = define(0x00289145, VR.SQ, "PixelValueTransformationSequence");
    public static final int RequestAttributesSequence = define(0x00400275, VR.SQ, "RequestAttributesSequence");
    public static final int ConceptNameCodeSequence = define(0x0040A043, VR.SQ, "ConceptNameCodeSequence");
    public static final int ContentSequence = define(0x0040A730, VR.SQ, "ContentSequence");
    public static final int SegmentationType = define(0x00620001, VR.CS, "SegmentationType");
    public static final int SegmentSequence = define(0x00620002, VR.SQ, "SegmentSequence");
    public static final int SegmentedPropertyCategoryCodeSequence = define(0x00620003, VR.SQ, "SegmentedPropertyCategoryCodeSequence");
    public static final int SegmentNumber = define(0x00620004, VR.US, "SegmentNumber");
    public static final int SegmentLabel = define(0x00620005, VR.LO, "SegmentLabel");
    public static final int SegmentDescription = define(0x00620006, VR.ST, "SegmentDescription");
    public static final int SegmentAlgorithmType = define(0x00620008, VR.CS, "SegmentAlgorithmType");
    public static final int SegmentAlgorithmName = define(0x00620009, VR.LO, "SegmentAlgorithmName");
    public static final int SegmentIdentificationSequence = define(0x0062000A, VR.SQ, "SegmentIdentificationSequence");
    public static final int ReferencedSegmentNumber = define(0x0062000B, VR.US, "ReferencedSegmentNumber");
    public static final int MaximumFractionalValue = define(0x0062000E, VR.US, "MaximumFractionalValue");
    public static final int SegmentedPropertyTypeCodeSequence = define(0x0062000F, VR.SQ, "SegmentedPropertyTypeCodeSequence");
    public static final int SegmentationFractionalType = define(0x00620010, VR.CS, "SegmentationFractionalType");
    public static final int IconImageSequence = define(0x00880200, VR.SQ, "IconImageSequence");
    public static final int StructureSetLabel = define(0x30060002, VR.SH, "StructureSetLabel");
    public static final int StructureSetName = define(0x30060004, VR.LO, "StructureSetName");
    public static final int StructureSetDate = define(0x30060008, VR.DA, "StructureSetDate");
    public static final int StructureSetTime = define(0x30060009, VR.TM, "StructureSetTime");
    public static final int ReferencedFrameOfReferenceSequence = define(0x30060010, VR.SQ, "ReferencedFrameOfReferenceSequence");
    public static final int RTReferencedStudySequence = define(0x30060012, VR.SQ, "RTReferencedStudySequence");
    public static final int RTReferencedSeriesSequence = define(0x30060014, VR.SQ, "RTReferencedSeriesSequence");
    public static final int ContourImageSequence = define(0x30060016, VR.SQ, "ContourImageSequence");
    public static final int StructureSetROISequence = define(0x30060020, VR.SQ, "StructureSetROISequence");
    public static final int ROINumber = define(0x30060022, VR.IS, "ROINumber");
    public static final int ReferencedFrameOfReferenceUID = define(0x30060024, VR.UI, "ReferencedFrameOfReferenceUID");
    public static final int ROIName = define(0x30060026, VR.LO, "ROIName");
    public static final int ROIDescription = define(0x30060028, VR.ST, "ROIDescription");
    public static final int ROIDisplayColor = define(0x3006002A, VR.IS, "ROIDisplayColor");
    public static final int ROIVolume = define(0x3006002C, VR.DS, "ROIVolume");
    public static final int ROIGenerationAlgorithm = define(0x30060036, VR.CS, "ROIGenerationAlgorithm");
    public static final int ROIContourSequence = define(0x30060039, VR.SQ, "ROIContourSequence");
    public static final int ContourSequence = define(0x30060040, VR.SQ, "ContourSequence");
    public static final int ContourGeometricType = define(0x30060042, VR.CS, "ContourGeometricType");
    public static final int ContourSlabThickness = define(0x30060044, VR.DS, "ContourSlabThickness");
    public static final int NumberOfContourPoints = define(0x30060046, VR.IS, "NumberOfContourPoints");
    public static final int ContourNumber = define(0x30060048, VR.IS, "ContourNumber");
    public static final int ContourData = define(0x30060050, VR.DS, "ContourData");
    public static final int RTROIObservationsSequence = define(0x30060080, VR.SQ, "RTROIObservationsSequence");
    public static final int ObservationNumber = define(0x30060082, VR.IS, "ObservationNumber");
    public static final int ReferencedROINumber = define(0x30060084, VR.IS, "ReferencedROINumber");
    public static final int RTROIInterpretedType = define(0x300600A4, VR.CS, "RTROIInterpretedType");
    public static final int ROIInterpreter = define(0x300600A6, VR.PN, "ROIInterpreter");
    public static final int DoseReferenceSequence = define(0x300A0010, VR.SQ, "DoseReferenceSequence");
    public static final int ToleranceTableSequence = define(0x300A0040, VR.SQ, "ToleranceTableSequence");
    public static final int FractionGroupSequence = define(0x300A0070, VR.SQ, "FractionGroupSequence");
    public static final int BeamSequence = define(0x300A00B0, VR.SQ, "BeamSequence");
    public static final int BeamLimitingDeviceSequence = define(0x300A00B6, VR.SQ, "BeamLimitingDeviceSequence");
    public static final int ControlPointSequence = define(0x300A0111, VR.SQ, "ControlPointSequence");
    public static final int BeamLimitingDevicePositionSequence = define(0x300A011A, VR.SQ, "BeamLimitingDevicePositionSequence");
    public static final int PatientSetupSequence = define(0x300A0180, VR.SQ, "PatientSetupSequence");
    public static final int ReferencedRTPlanSequence = define(0x300C0002, VR.SQ, "ReferencedRTPlanSequence");
    public static final int ReferencedBeamSequence = define(0x300C0004, VR.SQ, "ReferencedBeamSequence");
    public static final int ReferencedDoseReferenceSequence = define(0x300C0050, VR.SQ, "ReferencedDoseReferenceSequence");
    public static final int ReferencedStructureSetSequence = define(0x300C0060, VR.SQ, "ReferencedStructureSetSequence");
    public static final int ApprovalStatus = define(0x300E0002, VR.CS, "ApprovalStatus");
    public static final int SharedFunctionalGroupsSequence = define(0x52009229, VR.SQ, "SharedFunctionalGroupsSequence");
    public static final int PerFrameFunctionalGroupsSequence = define(0x52009230, VR.SQ, "PerFrameFunctionalGroupsSequence");
    public static final int ExtendedOffsetTable = define(0x7FE00001, VR.OV, "ExtendedOffsetTable");
    public static final int ExtendedOffsetTableLengths = define(0x7FE00002, VR.OV, "ExtendedOffsetTableLengths");
    public static final int FloatPixelData = define(0x7FE00008, VR.OF, "FloatPixelData");
    public static final int DoubleFloatPixelData = define(0x7FE00009, VR.OD, "DoubleFloatPixelData");
    public static final int PixelData = define(0x7FE00010, VR.OW, "PixelData");
    public static final int DataSetTrailingPadding = define(0xFFFCFFFC, VR.OB, "DataSetTrailingPadding");

    /** Item, item delimitation and sequence delimitation (PS3.5 7.5). */
    static final int ITEM = 0xFFFEE000;

    static final int ITEM_END = 0xFFFEE00D;

    static final int SEQUENCE_END = 0xFFFEE0DD;

    private Tag() {
    }

    private static int define(final int tag, final VR vr, final String keyword) {
        VRS.put(tag, vr);
        KEYWORDS.put(tag, keyword);
        return tag;
    }

    /** @return the VR of an attribute, {@code UN} if it is not known here */
    public static VR vr(final int tag) {
        if ((tag & 0xFFFF) == 0) {
            return VR.UL; // group length
        }
        return VRS.getOrDefault(tag, VR.UN);
    }

    /** @return keyword and number, e.g. {@code PixelSpacing (0028,0030)} */
    public static String name(final int tag) {
        final String number = String.format("(%04X,%04X)", tag >>> 16, tag & 0xFFFF);
        final String keyword = KEYWORDS.get(tag);
        return keyword == null ? number : keyword + " " + number;
    }
}
