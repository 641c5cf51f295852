namespace Lab.Instruments.Terminals;

/// <summary>The turns of instruments in the default safe state: what is fastest and most dangerous first, the magnet last, since
/// its field protects nothing but takes longest. A kind between two of them takes a number between theirs.</summary>
public static class SafeRanks
{
    /// <summary>Tones: off at once.</summary>
    public const int RfOutput = 100;

    /// <summary>Pulses: off at once.</summary>
    public const int Pulses = 200;

    /// <summary>What moves the sample: it stops where it is.</summary>
    public const int Motion = 250;

    /// <summary>The bias of the sample: to zero in steps, then off.</summary>
    public const int Bias = 300;

    /// <summary>Currents beside the sample, as in field lines.</summary>
    public const int LineCurrent = 400;

    /// <summary>Magnets whose field is regulated.</summary>
    public const int Field = 500;

    /// <summary>Supplies of magnets.</summary>
    public const int CoilCurrent = 600;
}
