namespace Lab.Instruments.Drivers.PulseGenerators;

/// <summary>What starts the pulses of a generator.</summary>
public enum PulseStart
{
    /// <summary>A command of this program alone.</summary>
    Command,

    /// <summary>The generator's own clock.</summary>
    Clock,

    /// <summary>Edges at its trigger input.</summary>
    Trigger,

    /// <summary>Something else, such as a key of its front panel or the mains.</summary>
    Other,
}
