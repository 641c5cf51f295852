namespace Lab.Instruments.Terminals;

/// <summary>How a value that is set on a channel comes to the sample.</summary>
public enum ChannelReach
{
    /// <summary>As it is set, whatever the output: the frequency of a tone, a field, the compliance of a source. The first value
    /// is no change, since nothing was known before.</summary>
    Direct,

    /// <summary>It shapes what another channel brings there, such as the width of a pulse: while it is in doubt,
    /// so is that.</summary>
    Shapes,

    /// <summary>Through the output: with the output off nothing of it reaches the sample,
    /// and switching on is a change from zero.</summary>
    ThroughOutput,
}
