namespace Lab.Benches.Samples;

/// <summary>The state of one channel, as far as it is known: the values between which it is, and when it last changed.</summary>
internal struct ChannelState
{
    /// <summary>Whether anything is known.</summary>
    public bool IsKnown;

    /// <summary>The smallest value that it may have.</summary>
    public double Low;

    /// <summary>The largest value that it may have.</summary>
    public double High;

    /// <summary>The value that it has when the message that was sent last is confirmed.</summary>
    public double? Pending;

    /// <summary>When it last changed what it does to the sample, s.</summary>
    public double ChangedSeconds;

    /// <summary>Until when a program moves it, s.</summary>
    public double ProgramUntilSeconds;

    /// <summary>Nothing known, and no change yet.</summary>
    public static ChannelState Unknown =>
        new() { ChangedSeconds = double.NegativeInfinity, ProgramUntilSeconds = double.NegativeInfinity };

    /// <summary>The largest magnitude that it may have; 0 where nothing is known.</summary>
    public readonly double Worst => IsKnown ? Math.Max(Math.Abs(Low), Math.Abs(High)) : 0;

    /// <summary>Whether there is only one value that it may have, or none is known.</summary>
    public readonly bool IsCertain => !IsKnown || Low == High;

    /// <summary>Whether it is certainly this value.</summary>
    public readonly bool IsCertainly(double value) => IsKnown && Low == value && High == value;

    /// <summary>Sets it to one value.</summary>
    public void Set(double value)
    {
        IsKnown = true;
        Low = value;
        High = value;
    }

    /// <summary>Adds values that it may have as well.</summary>
    public void Widen(double low, double high)
    {
        Low = IsKnown ? Math.Min(Low, low) : low;
        High = IsKnown ? Math.Max(High, high) : high;
        IsKnown = true;
    }

    /// <summary>The largest change to a value from any of those that it may have.</summary>
    public readonly double ChangeTo(double value) => Math.Max(Math.Abs(value - Low), Math.Abs(value - High));
}
