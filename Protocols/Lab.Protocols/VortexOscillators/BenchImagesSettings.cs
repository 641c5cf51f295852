using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;
using Lab.Studies.VortexOscillators;

namespace Lab.Protocols.VortexOscillators;

/// <summary>Settings of <see cref="ReservoirImagesProtocol"/>; the defaults are those at which the heat of the core costs
/// least.</summary>
public sealed record BenchImagesSettings : INamesFiles
{
    /// <summary>The set of images.</summary>
    [Setting("The set of images: one of 'lab data list', or a folder with four files in the IDX format.")]
    public string Data { get; init; } = "mnist";

    /// <summary>Images to train with.</summary>
    [Setting("Images that the read-out is trained with on the model, the first of the set; 0 for all.")]
    public int TrainingImages { get; init; }

    /// <summary>Images that are shown to the device.</summary>
    [Setting("Test images that are shown to the device, the first of the set.")]
    public int TestImages { get; init; } = 500;

    /// <summary>Images of the comparison.</summary>
    [Setting("Images to train with that are shown to the device first, to find the amplitude that its voltage stands for.")]
    public int CalibrationImages { get; init; } = 20;

    /// <summary>Nodes.</summary>
    [Setting("Nodes, one after the other, of the one oscillator.")]
    public int Nodes { get; init; } = 1000;

    /// <summary>Components.</summary>
    [Setting("Principal components that an image is reduced to; none for 50, or 100 of fashion-mnist.")]
    public int? Components { get; init; }

    /// <summary>Where a node begins.</summary>
    [Setting(
        "Where the orbit is when a node begins: where the node before has left it (memory), or where heat keeps it after a time "
            + "without a current (heat). A device has no reset.")]
    public NodeStart Start { get; init; } = NodeStart.Memory;

    /// <summary>Mean current.</summary>
    [Setting("Mean current over J_c1; none for 1.15 with memory and 1.1 otherwise.")]
    public double? Bias { get; init; }

    /// <summary>Deviation of the current.</summary>
    [Setting("Standard deviation of the current over J_c1.")]
    public double Swing { get; init; } = 0.4;

    /// <summary>Largest current.</summary>
    [Setting("The largest current over J_c1 that model and device get; generators overshoot, and beyond J_c2 the core leaves.")]
    public double LargestCurrent { get; init; } = 1.45;

    /// <summary>Time of a node.</summary>
    [Setting("Time of a node, and with start=heat of the rest after it.")]
    public Duration NodeTime { get; init; } = Duration.FromNanoseconds(100);

    /// <summary>Where the reading begins.</summary>
    [Setting("Part of a node after which its amplitude is read.")]
    public double ReadFrom { get; init; } = 0.9;

    /// <summary>Repeats.</summary>
    [Setting("How often an image is shown, to average the heat out.")]
    public int Repeats { get; init; } = 1;

    /// <summary>Whether the read-out learns with heat.</summary>
    [Setting("Whether the read-out is trained with the heat of the core.")]
    public bool TrainWithHeat { get; init; } = true;

    /// <summary>Ridge.</summary>
    [Setting("Ridge of the read-out over the mean of the Gram matrix' diagonal.")]
    public double Ridge { get; init; } = 1e-5;

    /// <summary>The table.</summary>
    [Setting("Coefficients of the oscillator, as vortex-fit writes them; none for those of a permalloy disk by theory.",
        IsFile = true)]
    public string Coefficients { get; init; } = string.Empty;

    /// <summary>The temperature of the model.</summary>
    [Setting("Temperature of the model that the read-out is trained on.")]
    public Temperature Temperature { get; init; } = Temperature.FromKelvin(300);

    /// <summary>The terminal of the input.</summary>
    [Setting("The terminal of the generator whose waveform adds to the current.")]
    public string Input { get; init; } = "awg.1";

    /// <summary>The terminal of the output.</summary>
    [Setting("The input of the oscilloscope that records.")]
    public string Output { get; init; } = "scope.1";

    /// <summary>The channel of the direct current.</summary>
    [Setting("The channel that sends the direct current.")]
    public string Source { get; init; } = "source.current";

    /// <summary>I_c1.</summary>
    [Setting("Current from which on the core orbits, J_c1 times the area of the disk.")]
    public Current CriticalCurrent { get; init; } = Current.FromAmperes(2.203e-3);

    /// <summary>The voltage of a current.</summary>
    [Setting("Voltage of the waveform over the current that it adds.")]
    public Resistance DriveResistance { get; init; } = Resistance.FromOhms(275);

    /// <summary>The frequency.</summary>
    [Setting("Frequency about which the resistance oscillates.")]
    public Frequency Carrier { get; init; } = Frequency.FromMegahertz(465);

    /// <summary>Images of a shot.</summary>
    [Setting("Images of a shot, after which the run can be taken up again.")]
    public int Block { get; init; } = 10;

    /// <summary>Rate of the generator.</summary>
    [Setting("Rate of the waveforms, in samples per second written as a frequency.")]
    public Frequency GeneratorRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Lowest rate of the oscilloscope.</summary>
    [Setting("Lowest rate of the oscilloscope that will do, in samples per second written as a frequency.")]
    public Frequency ScopeRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Range of the oscilloscope.</summary>
    [Setting("Voltage from end to end of the oscilloscope's screen.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.06);

    /// <summary>Threads.</summary>
    [Setting("Threads of the training; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);

    /// <summary>The settings of the study that the read-out is trained with.</summary>
    internal VortexImagesSettings OfModel => new()
    {
        Data = Data,
        TrainingImages = TrainingImages,
        Nodes = Nodes,
        Components = Components,
        Start = Start,
        Bias = Bias,
        Swing = Swing,
        NodeTime = NodeTime,
        Temperature = Temperature,
        Repeats = Repeats,
        TrainWithHeat = TrainWithHeat,
        Coefficients = Coefficients,
        Masks = 1,
        Baselines = false,
        Ridge = Ridge,
        Threads = Threads,
    };
}
