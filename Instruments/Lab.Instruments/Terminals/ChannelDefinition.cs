using Lab.Quantities;

namespace Lab.Instruments.Terminals;

/// <summary>A quantity that is set at a terminal, and all that gate, limits and read-back have to know of it.</summary>
/// <param name="Name">Its name in bench files, limits and messages (<see cref="Channels"/> has the usual ones).</param>
/// <param name="Quantity">Its quantity.</param>
public sealed record ChannelDefinition(string Name, QuantityDefinition Quantity)
{
    /// <summary>How it comes to the sample.</summary>
    public ChannelReach Reach { get; init; }

    /// <summary>The signs that a set-point may have.</summary>
    public SetPointSign Sign { get; init; }

    /// <summary>The value, SI, to which the instrument is brought on this channel to make it safe, so that limits must allow it;
    /// <see langword="null"/> where it is left as it is.</summary>
    public double? RestsAt { get; init; }

    /// <summary>Why no limit of the step can be set here, as it follows the name of the key in a message; <see langword="null"/>
    /// where one can.</summary>
    public string? NoStepLimit { get; init; }

    /// <summary>How far what is read back may be from what was set, before a run says that something else changed it;
    /// <see langword="null"/> where nothing is compared.</summary>
    public ReadBackTolerance? Tolerance { get; init; }

    /// <summary>Writes a value in the unit that the front panel shows; by default in the quantity's own.</summary>
    public Func<double, string>? Panel { get; init; }

    /// <summary>Sets it, in SI units, through the driver and thus the gate; <see langword="null"/> where the interface
    /// cannot.</summary>
    public Func<IInstrument, double, CancellationToken, ValueTask>? SetAsync { get; init; }

    /// <summary>Reads back what is set, in SI units; <see langword="null"/> where the instrument does not tell.</summary>
    public Func<IInstrument, CancellationToken, ValueTask<double>>? GetAsync { get; init; }

    /// <summary>Time that what is set needs at the sample after the driver has set it: a wait before a reading, such as that for
    /// a sample stage to take a temperature. Zero where the driver waits itself.</summary>
    public Duration Settling { get; init; }

    /// <summary>The trial of it while the output is off; <see langword="null"/> where nothing is.</summary>
    public ChannelTrial? Trial { get; init; }

    /// <summary>The channel as it is set and read back at an instrument of a kind.</summary>
    /// <param name="set">Sets it.</param>
    /// <param name="get">Reads it back, where the instrument tells.</param>
    public ChannelDefinition At<TInstrument, T>(
        Func<TInstrument, T, CancellationToken, ValueTask> set, Func<TInstrument, CancellationToken, ValueTask<T>>? get = null)
        where TInstrument : class, IInstrument
        where T : struct, IQuantity<T> => this with
        {
            SetAsync = (instrument, value, cancellationToken) => set((TInstrument)instrument, T.FromSi(value), cancellationToken),
            GetAsync = get is null ? null : async (instrument, cancellationToken) =>
                (await get((TInstrument)instrument, cancellationToken).ConfigureAwait(false)).SiValue,
        };

    /// <summary>A channel of a quantity.</summary>
    /// <param name="name">Its name.</param>
    public static ChannelDefinition Of<T>(string name)
        where T : struct, IQuantity<T> => new(name, T.Definition);

    /// <summary>A value with its unit.</summary>
    /// <param name="value">The value, SI.</param>
    public string Show(double value) => Panel?.Invoke(value) ?? Quantities.Quantity.FormatSi(value, Quantity.SiUnit);

    /// <summary>Whether a set-point is a value for this channel.</summary>
    /// <param name="value">The value, SI.</param>
    public bool Takes(double value) => double.IsFinite(value) && Sign switch
    {
        SetPointSign.Positive => value > 0,
        SetPointSign.NotNegative => value >= 0,
        _ => true,
    };
}
