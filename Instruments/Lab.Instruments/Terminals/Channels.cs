namespace Lab.Instruments.Terminals;

/// <summary>The names of channels as they stand in bench files, limits and messages.</summary>
public static class Channels
{
    /// <summary>Frequency of a tone, Hz.</summary>
    public const string Frequency = "frequency";

    /// <summary>Power at a generator's connector, W.</summary>
    public const string Power = "power";

    /// <summary>Current of a source or supply, A.</summary>
    public const string Current = "current";

    /// <summary>Voltage of a source, V.</summary>
    public const string Voltage = "voltage";

    /// <summary>The voltage that a source will not exceed, V.</summary>
    public const string Compliance = "compliance";

    /// <summary>Field of a magnet, T.</summary>
    public const string Field = "field";

    /// <summary>Height of a pulse into the load that the generator is made for, V.</summary>
    public const string Amplitude = "amplitude";

    /// <summary>Width of a pulse, s.</summary>
    public const string Width = "width";

    /// <summary>Pulses per second while a generator triggers itself, Hz.</summary>
    public const string Repetition = "repetition";

    /// <summary>Angle of a stage, rad.</summary>
    public const string Angle = "angle";

    /// <summary>Output switch: 1 on, 0 off.</summary>
    public const string Output = "output";
}
