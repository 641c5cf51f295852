namespace Lab.Instruments.WaveformGenerators;

/// <summary>The event that starts a waveform.</summary>
public enum WaveformStart
{
    /// <summary>It begins when it is started, and begins again at its end until it is stopped.</summary>
    Endless,

    /// <summary>It is given out once for each trigger of this program.</summary>
    AtTrigger,

    /// <summary>It is given out once for each trigger from outside.</summary>
    AtExternalTrigger,
}
