using Lab.Protocols.Chains;
using Lab.Protocols.ClassifierNetworks;
using Lab.Protocols.DynamicalNetworks;
using Lab.Protocols.Energies;
using Lab.Protocols.FieldLines;
using Lab.Protocols.Mac;
using Lab.Protocols.Offsets;
using Lab.Protocols.Powers;
using Lab.Protocols.Resonances;
using Lab.Protocols.Searches;
using Lab.Protocols.Series;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.Training;
using Lab.Protocols.WeightMaps;
using Lab.Protocols.WeightTuning;
using Lab.Runs.Protocols;

namespace Lab.Protocols;

/// <summary>All protocols that the program knows.</summary>
public static class ProtocolCatalog
{
    /// <summary>The protocols, in the order in which one would use them on a new sample.</summary>
    public static IReadOnlyList<IProtocol> All { get; } =
    [
        new FieldLineCalibrationProtocol(),
        new VoltmeterOffsetProtocol(),
        new PowerCalibrationProtocol(),
        new FindResonanceProtocol(),
        new SpinDiodeProtocol(),
        new WeightTuningProtocol(),
        new WeightMapProtocol(),
        new MacProtocol(),
        new ClassifyProtocol(),
        new TrainClassifierProtocol(),
        new MismatchStudyProtocol(),
        new SequentialDigitsProtocol(),
        new TimeScaleStudyProtocol(),
        new DensityStudyProtocol(),
        new DynamicalMismatchStudyProtocol(),
        new TrainSeriesProtocol(),
        new ChainStudyProtocol(),
        new ResonatorDigitsProtocol(),
        new ResonatorMnistProtocol(),
        new OscillatorMlpProtocol(),
        new ResonatorCnnProtocol(),
        new NetworkTestProtocol(),
        new NetworkMacProtocol(),
        new EnergyProtocol(),
        new HyperparameterSearchProtocol(),
    ];
}
