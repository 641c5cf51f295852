namespace Lab.Benches.Samples;

/// <summary>A place of a sample where terminals are connected: the port of a part.</summary>
/// <param name="Name">Its name in bench files.</param>
public sealed record SamplePort(string Name)
{
    /// <summary>The key by which the wiring names the part that has the port; <see langword="null"/> where only one can have
    /// it.</summary>
    public string? PartKey { get; init; }

    /// <summary>The RF input of the chain of junctions, after cables, bias tee and combiner.</summary>
    public static SamplePort Rf { get; } = new("rf");

    /// <summary>A coupler of the RF line, where an analyser sees the tones on it; the wiring's loss is that of the
    /// coupler.</summary>
    public static SamplePort RfProbe { get; } = new("rf-probe");

    /// <summary>The DC side of the bias tee, across the whole chain: where the rectified voltage is measured.</summary>
    public static SamplePort DcVoltage { get; } = new("dc-voltage");

    /// <summary>The DC side of the bias tee, through the whole chain: where a bias current flows.</summary>
    public static SamplePort DcBias { get; } = new("dc-bias");

    /// <summary>A field line.</summary>
    public static SamplePort FieldLine { get; } = new("field-line") { PartKey = "line" };

    /// <summary>The coils of the electromagnet.</summary>
    public static SamplePort Coil { get; } = new("coil");

    /// <summary>The gap of the electromagnet, where the Hall probe sits beside the sample.</summary>
    public static SamplePort Gap { get; } = new("gap");

    /// <summary>The axis about which the sample turns in the field of the magnet, or the magnet around the sample.</summary>
    public static SamplePort Rotation { get; } = new("rotation");

    /// <summary>The pulse input of a field line or nanowire, matched to the generator.</summary>
    public static SamplePort Pulse { get; } = new("pulse") { PartKey = "line" };

    /// <summary>The ports of the parts that ship with Lab.</summary>
    public static IReadOnlyList<SamplePort> Shipped { get; } =
    [
        Rf, DcVoltage, DcBias, FieldLine, Coil, Gap, Rotation, Pulse, RfProbe
    ];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
