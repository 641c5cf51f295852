using Lab.Instruments.Described;

namespace Lab.Mocks.Described;

/// <summary>A number that a described instrument keeps: what was set last, within its range and rounded to its steps.</summary>
/// <param name="channel">The channel that sets it.</param>
internal sealed class TwinRegister(DescribedChannel channel)
{
    private readonly double least =
        Math.Min(channel.Unit.Unit.FromSi(channel.Minimum), channel.Unit.Unit.FromSi(channel.Maximum));
    private readonly double largest =
        Math.Max(channel.Unit.Unit.FromSi(channel.Minimum), channel.Unit.Unit.FromSi(channel.Maximum));

    /// <summary>The channel.</summary>
    public DescribedChannel Channel => channel;

    /// <summary>The value, in the channel's unit.</summary>
    public double Value { get; private set; }

    /// <summary>Sets the value at power-on: the safe one, or the one nearest to zero.</summary>
    public void Reset() => Value = channel.Safe is { } safe ? channel.Unit.Unit.FromSi(safe) : Math.Clamp(0, least, largest);

    /// <summary>Sets a value.</summary>
    /// <returns>Whether it is in the range; otherwise nothing changes.</returns>
    public bool TrySet(double value)
    {
        double margin = 1e-9 * (largest - least);
        if (!(value >= least - margin && value <= largest + margin))
        {
            return false;
        }

        Value = Math.Clamp(Rounded(value), least, largest);
        return true;
    }

    private double Rounded(double value)
    {
        double step = channel.Resolution is not { } resolution ? 0
            : channel.Unit.IsLevel ? resolution
            : Math.Abs(channel.Unit.Unit.FromSi(resolution) - channel.Unit.Unit.FromSi(0));
        return step > 0 ? Math.Round(value / step) * step : value;
    }
}
