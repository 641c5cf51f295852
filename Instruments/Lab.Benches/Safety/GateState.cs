using System.Runtime.InteropServices;
using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <summary>All that a gate knows of what the terminals of a bench are set to.</summary>
/// <param name="instruments">The instruments with their terminals.</param>
internal sealed class GateState(IEnumerable<InstrumentDefinition> instruments) : ITerminalStates
{
    private readonly Dictionary<string, DeclaredTerminal[]> declared = instruments.ToDictionary(
        instrument => instrument.Name,
        instrument => instrument.Terminals.Select(each => new DeclaredTerminal(
            new Terminal(instrument.Name, each.Name), each)).ToArray());

    private readonly Dictionary<(Terminal Terminal, string Channel), ChannelState> channels = [];
    private readonly Dictionary<Terminal, LeastRfLoss> calibrated = [];
    private readonly List<Terminal> countedAsOn = [];

    /// <summary>The terminals of an instrument.</summary>
    /// <exception cref="InstrumentException">The bench has no such instrument.</exception>
    public DeclaredTerminal[] TerminalsOf(
        string instrument) => declared.TryGetValue(instrument, out DeclaredTerminal[]? terminals)
        ? terminals
        : throw new InstrumentException(
            InstrumentFault.Limit,
            $"The bench has no instrument '{instrument}', so that no limit of it is known",
            instrument,
            "Nothing was sent. This is a mistake in a driver: it names itself as its definition does.");

    /// <summary>The declaration of a terminal.</summary>
    /// <exception cref="InstrumentException">The bench has no such terminal.</exception>
    public DeclaredTerminal DeclaredBy(Terminal terminal)
    {
        foreach (DeclaredTerminal each in TerminalsOf(terminal.Instrument))
        {
            if (each.Terminal.Name == terminal.Name)
            {
                return each;
            }
        }

        throw new InstrumentException(
            InstrumentFault.Limit,
            $"{terminal.Instrument} declares no terminal '{terminal.Name}', so that no limit of it is known",
            terminal.Instrument,
            "Nothing was sent. This is a mistake in the driver: its description declares every terminal that it sets.");
    }

    /// <summary>The state of a channel, as far as it is known.</summary>
    public ChannelState Get(Terminal terminal, string channel) =>
        channels.TryGetValue((terminal, channel), out ChannelState state) ? state : ChannelState.Unknown;

    /// <summary>The channel's entry, to change it. Valid until another channel is first touched.</summary>
    public ref ChannelState Entry(Terminal terminal, string channel)
    {
        ref ChannelState state = ref CollectionsMarshal.GetValueRefOrAddDefault(channels, (terminal, channel), out bool exists);
        if (!exists)
        {
            state = ChannelState.Unknown;
        }

        return ref state;
    }

    /// <summary>Puts a channel back to what it was.</summary>
    public void Put(Terminal terminal, string channel, ChannelState state) => channels[(terminal, channel)] = state;

    /// <summary>Whether there is no doubt about what reaches the sample from a terminal.</summary>
    public bool IsCertain(Terminal terminal)
    {
        foreach (string channel in DeclaredBy(terminal).Reaching)
        {
            if (!Get(terminal, channel).IsCertain)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an output is certainly off; one of which nothing is known counts as on.</summary>
    public bool IsOff(Terminal terminal) => Get(terminal, Channels.Output).IsCertainly(0);

    /// <summary>Whether an output was switched on and may still be.</summary>
    public bool WasSwitchedOn(Terminal terminal) => Get(terminal, Channels.Output) is { IsKnown: true, High: 1 };

    /// <summary>Whether what is set at a terminal counts for the limits of the sample: its output may be on,
    /// or is counted as on.</summary>
    public bool Counts(Terminal terminal) => !IsOff(terminal) || countedAsOn.Contains(terminal);

    /// <summary>Lets a terminal count as on, whatever its output, until <see cref="CountAsTheyAre"/>.</summary>
    public void CountAsOn(Terminal terminal) => countedAsOn.Add(terminal);

    /// <summary>Lets every terminal count as its output is.</summary>
    public void CountAsTheyAre() => countedAsOn.Clear();

    /// <summary>Takes note of what a calibration says of the loss after an RF output.</summary>
    public void ExpectLoss(Terminal terminal, LeastRfLoss least) => calibrated[terminal] = least;

    /// <summary>The least loss after an RF output: that of the bench file, or of its calibration where this is less at a
    /// frequency that the generator may have. No calibration makes a limit wider.</summary>
    public LevelRatio LeastLossOf(WiringDefinition source)
    {
        if (!calibrated.TryGetValue(source.Terminal, out LeastRfLoss? least))
        {
            return source.Loss;
        }

        ChannelState frequency = Get(source.Terminal, Channels.Frequency);
        LevelRatio there = frequency.IsKnown ? least.Between(frequency.Low, frequency.High) : least.Anywhere;
        return there.Decibels < source.Loss.Decibels ? there : source.Loss;
    }

    /// <summary>Forgets the times of a clock that was put back; the values are as they were.</summary>
    public void ClockPutBack(double nowSeconds)
    {
        foreach ((Terminal, string) key in channels.Keys.ToArray())
        {
            ref ChannelState channel = ref CollectionsMarshal.GetValueRefOrNullRef(channels, key);
            channel.ChangedSeconds = Math.Min(channel.ChangedSeconds, nowSeconds);
            channel.ProgramUntilSeconds = double.NegativeInfinity;
        }
    }
}
