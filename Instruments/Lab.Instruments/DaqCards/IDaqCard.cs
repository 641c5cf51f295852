using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.DaqCards;

/// <summary>A data acquisition card: analogue outputs and inputs on one sample clock, and counters that give a pulse at a time of
/// the shot.</summary>
/// <remarks>
/// <para>In a shot the outputs give their waveforms, each sample held until the next; the inputs record at the clock of the
/// outputs, one after the other within a sample (<see cref="DaqCapability.InputRate"/>); each start of the outputs triggers the
/// counters again. An output holds its last sample after the shot.</para>
/// <para>An output has no switch: zero volts is its rest, and what is set stays there when the program ends.</para>
/// </remarks>
public interface IDaqCard : IDrivesSample, IShotDevice
{
    /// <summary>The kind, with two outputs, eight inputs and two counters.</summary>
    static InstrumentKind Kind { get; } = new("a data acquisition card", typeof(IDaqCard),
    [
        Output("ao0"), Output("ao1"),
        .. Enumerable.Range(0, 8).Select(i => Input($"ai{i}")),
        Counter("ctr0"), Counter("ctr1"),
    ]);

    /// <summary>What the card has; it is known once the card is open.</summary>
    DaqCapability Capability { get; }

    /// <summary>How often the waveforms of a shot are given out one after the other, recorded all the while, with a pulse of each
    /// counter in each. It counts from the next <see cref="IShotDevice.PrepareAsync"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    int Repetitions { get; set; }

    /// <summary>The rate at which a prepared shot is taken: the wanted one rounded to a divisor of the card's time base,
    /// 1/s.</summary>
    double SamplesPerSecond { get; }

    /// <summary>Sets the voltage of an output at once, which ends a prepared shot.</summary>
    /// <param name="output">The output.</param>
    /// <param name="voltage">The voltage.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">A limit or the card's range forbids it (nothing was sent), refused, or no
    /// answer.</exception>
    ValueTask SetVoltageAsync(string output, Voltage voltage, CancellationToken cancellationToken = default);

    /// <summary>Measures the voltage of an output with the card itself; where the card cannot, it is the one that was set
    /// last.</summary>
    /// <param name="output">The output.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">Nothing was set yet and the card cannot measure it, or no answer.</exception>
    ValueTask<Voltage> GetVoltageAsync(string output, CancellationToken cancellationToken = default);

    /// <summary>Measures the mean voltage of an input over the reading time of the settings.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The input is at the end of its range, refused, or no answer.</exception>
    ValueTask<Voltage> ReadVoltageAsync(string input, CancellationToken cancellationToken = default);

    /// <summary>Gives waveforms out again and again until something else is set, which ends a prepared shot.</summary>
    /// <param name="waveforms">One for each output, all of one rate and length, without delay.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">A limit or the card's bounds forbid it (nothing was sent), refused, or no
    /// answer.</exception>
    ValueTask PlayAsync(IReadOnlyList<PlayTask> waveforms, CancellationToken cancellationToken = default);

    /// <summary>Changes the time from the trigger to the pulse of a counter in a prepared shot, from the next shot on.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="delay">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No shot with that counter is prepared, the time is too short, refused, or no
    /// answer.</exception>
    [DrivesNothing]
    ValueTask SetPulseDelayAsync(string counter, Duration delay, CancellationToken cancellationToken = default);

    /// <summary>Ends what is given out without end, and a prepared shot. Outputs hold the sample that was last.</summary>
    /// <exception cref="InstrumentException">Refused, or no answer.</exception>
    [DrivesNothing]
    ValueTask StopAsync(CancellationToken cancellationToken = default);

    /// <summary>An analogue output. It may hold the current of a magnet through an amplifier, so that its turn in the safe state
    /// is after what is made of it.</summary>
    /// <param name="name">Its name.</param>
    static TerminalDefinition Output(string name) => new()
    {
        Name = name,
        SafeRank = SafeRanks.CoilCurrent + 10,
        Channels =
        [
            ChannelDefinition.Of<Voltage>(Channels.Voltage).At<IDaqCard, Voltage>(
                (card, voltage, cancellationToken) => card.SetVoltageAsync(name, voltage, cancellationToken),
                (card, cancellationToken) => card.GetVoltageAsync(name, cancellationToken))
                with
            {
                RestsAt = 0,
                Tolerance = new ReadBackTolerance(2e-3, 5e-3), // the card reads itself with the noise and offset of an input
            },
        ],
        QuietAsync = (card, cancellationToken) => ((IDaqCard)card).StopAsync(cancellationToken),
    };

    /// <summary>An analogue input.</summary>
    /// <param name="name">Its name.</param>
    static TerminalDefinition Input(string name) => new()
    {
        Name = name,
        Readings = [InstrumentReading.Of<IDaqCard, Voltage>(
            "voltage", (card, cancellationToken) => card.ReadVoltageAsync(name, cancellationToken))],
    };

    /// <summary>A counter, whose pulses go to the trigger input of another instrument.</summary>
    /// <param name="name">Its name.</param>
    static TerminalDefinition Counter(string name) => new() { Name = name };
}
