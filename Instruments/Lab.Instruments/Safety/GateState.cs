using System.Runtime.InteropServices;
using Lab.Instruments.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Safety;

/// <summary>All that a gate knows of what the instruments of a bench are set to.</summary>
/// <param name="instruments">The instruments with their terminals.</param>
internal sealed class GateState(IEnumerable<InstrumentDefinition> instruments)
{
    private readonly Dictionary<string, DeclaredChannels> declared =
        instruments.ToDictionary(instrument => instrument.Name, instrument => new DeclaredChannels(instrument));

    private readonly Dictionary<(string Instrument, string Channel), ChannelState> channels = [];
    private readonly Dictionary<string, LeastRfLoss> calibrated = [];

    /// <summary>The channels that an instrument declares.</summary>
    /// <exception cref="InstrumentException">The bench has no such instrument.</exception>
    public DeclaredChannels DeclaredBy(string instrument) => declared.TryGetValue(instrument, out DeclaredChannels? channels)
        ? channels
        : throw new InstrumentException(
            InstrumentFault.Limit,
            $"The bench has no instrument '{instrument}', so that no limit of it is known",
            instrument,
            "Nothing was sent. This is a mistake in a driver: it names itself as its definition does.");

    /// <summary>What is known of a channel.</summary>
    public ChannelState Get(string instrument, string channel) =>
        channels.TryGetValue((instrument, channel), out ChannelState state) ? state : ChannelState.Unknown;

    /// <summary>The channel's entry, to change it. Valid until another channel is first touched.</summary>
    public ref ChannelState Entry(string instrument, string channel)
    {
        ref ChannelState state = ref CollectionsMarshal.GetValueRefOrAddDefault(channels, (instrument, channel), out bool exists);
        if (!exists)
        {
            state = ChannelState.Unknown;
        }

        return ref state;
    }

    /// <summary>Puts a channel back to what it was.</summary>
    public void Put(string instrument, string channel, ChannelState state) => channels[(instrument, channel)] = state;

    /// <summary>Whether there is no doubt about what reaches the sample from an instrument.</summary>
    public bool IsCertain(string instrument)
    {
        foreach (string channel in DeclaredBy(instrument).Reaching)
        {
            if (!Get(instrument, channel).IsCertain)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an output is certainly off; one of which nothing is known counts as on.</summary>
    public bool IsOff(string instrument) => Get(instrument, Channels.Output).IsCertainly(0);

    /// <summary>Whether somebody switched an output on and it may still be.</summary>
    public bool WasSwitchedOn(string instrument) => Get(instrument, Channels.Output) is { IsKnown: true, High: 1 };

    /// <summary>Takes note of what a calibration says of an RF generator's loss.</summary>
    public void ExpectLoss(string instrument, LeastRfLoss least) => calibrated[instrument] = least;

    /// <summary>The least loss behind an RF generator: that of the bench file, or of its calibration where this is less at a frequency
    /// that the generator may have. No calibration makes a limit wider.</summary>
    public LevelRatio LeastLossOf(WiringDefinition source)
    {
        if (!calibrated.TryGetValue(source.Instrument, out LeastRfLoss? least))
        {
            return source.Loss;
        }

        ChannelState frequency = Get(source.Instrument, Channels.Frequency);
        LevelRatio there = frequency.IsKnown ? least.Between(frequency.Low, frequency.High) : least.Anywhere;
        return there.Decibels < source.Loss.Decibels ? there : source.Loss;
    }

    /// <summary>Forgets the times of a clock that was put back; the values are as they were.</summary>
    public void ClockPutBack(double nowSeconds)
    {
        foreach ((string, string) key in channels.Keys.ToArray())
        {
            ref ChannelState channel = ref CollectionsMarshal.GetValueRefOrNullRef(channels, key);
            channel.ChangedSeconds = Math.Min(channel.ChangedSeconds, nowSeconds);
            channel.ProgramUntilSeconds = double.NegativeInfinity;
        }
    }
}
