using Lab.Protocols.FieldLines;
using Lab.Protocols.FilmResonances;
using Lab.Protocols.IvCurves;
using Lab.Protocols.Mac;
using Lab.Protocols.Monitors;
using Lab.Protocols.Nanowires;
using Lab.Protocols.Offsets;
using Lab.Protocols.Oscillators;
using Lab.Protocols.Powers;
using Lab.Protocols.Reservoirs;
using Lab.Protocols.ResistanceLoops;
using Lab.Protocols.Resonances;
using Lab.Protocols.Searches;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.SpinTorques;
using Lab.Protocols.StochasticSynapses;
using Lab.Protocols.Sweeps;
using Lab.Protocols.Switching;
using Lab.Protocols.Training;
using Lab.Protocols.VortexOscillators;
using Lab.Protocols.WeightMaps;
using Lab.Protocols.WeightTuning;
using Lab.Runs.Protocols;
using Lab.Studies.Chains;
using Lab.Studies.ClassifierNetworks;
using Lab.Studies.DynamicalNetworks;
using Lab.Studies.Energies;
using Lab.Studies.KerrLoops;
using Lab.Studies.Reservoirs;
using Lab.Studies.Series;
using Lab.Studies.StochasticSynapses;
using Lab.Studies.VortexOscillators;

namespace Lab.Protocols;

/// <summary>The protocols that the program knows: the shipped ones, and those of modules after them.</summary>
/// <param name="all">The protocols, in the order in which one would use them on a new sample. No two have one name.</param>
public sealed class ProtocolCatalog(IReadOnlyList<IProtocol> all)
{
    /// <summary>The protocols that ship with Lab.</summary>
    public static ProtocolCatalog Shipped { get; } = new(
    [
        new SweepProtocol(),
        new MonitorProtocol(),
        .. Searched(
        [
            new FieldLineCalibrationProtocol(),
            new ResistanceLoopProtocol(),
            new IvCurveProtocol(),
            new SwitchingProtocol(),
            new VoltmeterOffsetProtocol(),
            new PowerCalibrationProtocol(),
            new FindResonanceProtocol(),
            new SpinDiodeProtocol(),
            new LockInSpinDiodeProtocol(),
            new FmrProtocol(),
            new StFmrProtocol(),
            new OscillatorSpectrumProtocol(),
            new SubtractionCalibrationProtocol(),
            new InjectionLockingProtocol(),
            new FieldTimingProtocol(),
            new SpotPositionProtocol(),
            new KerrLoopProtocol(),
            new PassProbabilityProtocol(),
            new ReservoirWavesProtocol(),
            new ReservoirProtocol(),
            new ReservoirImagesProtocol(),
            new WeightTuningProtocol(),
            new WeightMapProtocol(),
            new MacProtocol(),
            new ClassifyProtocol(),
            new TrainClassifierProtocol(),
            new TrainHiddenLayerProtocol(),
            new MismatchStudyProtocol(),
            new SequentialDigitsProtocol(),
            new TimeScaleStudyProtocol(),
            new DensityStudyProtocol(),
            new DynamicalMismatchStudyProtocol(),
            new TrainSeriesProtocol(),
            new WaveStudyProtocol(),
            new ReservoirStudyProtocol(),
            new ChainStudyProtocol(),
            new ResonatorDigitsProtocol(),
            new ResonatorMnistProtocol(),
            new OscillatorMlpProtocol(),
            new ResonatorCnnProtocol(),
            new NetworkTestProtocol(),
            new NetworkMacProtocol(),
            new KerrLoopStudyProtocol(),
            new StochasticTrainProtocol(),
            new SamplingStudyProtocol(),
            new SynapseSpreadProtocol(),
            new StochasticInferenceProtocol(),
            new TrainOnChipProtocol(),
            new VortexFitProtocol(),
            new VortexImagesProtocol(),
            new EnergyProtocol(),
        ]),
    ]);

    /// <summary>The protocols.</summary>
    public IReadOnlyList<IProtocol> All => all;

    /// <summary>Protocols with the search of their settings after them.</summary>
    /// <param name="protocols">The protocols whose settings can be searched.</param>
    public static IReadOnlyList<IProtocol> Searched(IReadOnlyList<IProtocol> protocols) =>
        [.. protocols, new HyperparameterSearchProtocol(() => protocols)];

    /// <summary>The protocol of a name; <see langword="null"/> where there is none.</summary>
    /// <param name="name">Its name on the command line.</param>
    public IProtocol? Find(string name) => All.FirstOrDefault(protocol => protocol.Name == name);
}
