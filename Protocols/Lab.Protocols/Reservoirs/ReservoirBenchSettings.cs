using Lab.Quantities;
using Lab.Runs.Settings;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Reservoirs;

/// <summary>Settings of <see cref="ReservoirProtocol"/>.</summary>
public sealed record ReservoirBenchSettings : ReservoirSettings
{
    /// <summary>Fewer nodes and masks than on a model: a bench takes its time.</summary>
    public ReservoirBenchSettings() => (Nodes, Masks) = (25, 3);

    /// <summary>The terminal of the input.</summary>
    [Setting(
        "What carries the input: a terminal of a waveform generator, such as awg.1, or a channel that can be set, such as "
            + "source.current.")]
    public string Input { get; init; } = "awg.1";

    /// <summary>The terminal of the output.</summary>
    [Setting(
        "What is read: an input of an oscilloscope, such as scope.1, behind a generator; otherwise a reading, such as "
            + "voltmeter.voltage.")]
    public string Output { get; init; } = "scope.1";

    /// <summary>Set-points that stay.</summary>
    [Setting("Set-points that stay for the whole run, such as source.current 5 mA; they win over the operating point.")]
    public string Hold { get; init; } = string.Empty;

    /// <summary>Whether the bench's operating point is set first.</summary>
    [Setting("Whether the operating point of the bench file is set first, as far as the input does not move it.")]
    public bool OperatingPoint { get; init; } = true;

    /// <summary>The encoding.</summary>
    [Setting("What the input changes: the level, or frequency or amplitude of a tone.")]
    public NodeEncoding Encoding { get; init; }

    /// <summary>The level of no input.</summary>
    [Setting("The level, frequency or amplitude without input, with its unit.")]
    public string Offset { get; init; } = "0 V";

    /// <summary>What an input of one adds.</summary>
    [Setting("How far an input of 1 changes it, with its unit.")]
    public string Swing { get; init; } = "0.2 V";

    /// <summary>Amplitude of the tone.</summary>
    [Setting("Amplitude of the tone whose frequency the input changes.")]
    public Voltage Drive { get; init; } = Quantity.Parse<Voltage>("350 mV");

    /// <summary>The carrier.</summary>
    [Setting(
        "Frequency of the tone whose amplitude the input changes; with encoding=level the one about which the device oscillates, "
            + "for its amplitude or frequency.")]
    public Frequency Carrier { get; init; } = Frequency.FromMegahertz(455);

    /// <summary>The state.</summary>
    [Setting("What is read in a node: the mean, or amplitude, phase, frequency or both quadratures of an oscillation.")]
    public NodeState State { get; init; } = NodeState.Amplitude;

    /// <summary>The time of a node.</summary>
    [Setting("Time of a node; of a channel that is set, the wait before the reading.")]
    public Duration NodeTime { get; init; } = Duration.FromNanoseconds(20);

    /// <summary>Where the reading begins.</summary>
    [Setting("Part of a node after which it is read.")]
    public double ReadFrom { get; init; } = 0.5;

    /// <summary>Delay of the answer.</summary>
    [Setting("Delay of the device's answer at the oscilloscope behind the generator's trigger.")]
    public Duration Delay { get; init; }

    /// <summary>Strength of the feedback.</summary>
    [Setting(
        "Strength of the delayed feedback that the computer adds to the masked input: states, less their mean and over their "
            + "deviation, times it. 0 for none.")]
    public double FeedbackGain { get; init; }

    /// <summary>Delay of the feedback.</summary>
    [Setting("Delay of the feedback in nodes; none takes a step and a node.")]
    public int? FeedbackDelay { get; init; }

    /// <summary>Repeats.</summary>
    [Setting("Repeats over which the states are averaged.")]
    public int Shots { get; init; } = 1;

    /// <summary>Steps of a block.</summary>
    [Setting("Steps of a block, after which the run can be taken up again.")]
    public int Block { get; init; } = 400;

    /// <summary>Steps before a block.</summary>
    [Setting("Steps that are played again before each block, or piece of it between feedbacks, without being read.")]
    public int Lead { get; init; } = 5;

    /// <summary>Rate of the generator.</summary>
    [Setting("Rate of the waveforms, in samples per second written as a frequency.")]
    public Frequency GeneratorRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Lowest rate of the oscilloscope.</summary>
    [Setting("Lowest rate of the oscilloscope that will do, in samples per second written as a frequency.")]
    public Frequency ScopeRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Range of the oscilloscope.</summary>
    [Setting("Voltage from end to end of the oscilloscope's screen.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.02);
}
