using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.WaveformGenerators;

/// <summary>A generator of arbitrary voltage waveforms, on terminals with a common clock.</summary>
/// <remarks>
/// <para>All voltages are those at the load that the bench file states (<c>load: 50 Ohm</c>, or <c>high-impedance</c>). An output
/// of 50 Ω gives twice as much into an open end as into 50 Ω: the statement decides what limits mean.</para>
/// <para>The gate sees a waveform whole, by its smallest and largest sample, offset included, before anything is sent.</para>
/// </remarks>
public interface IWaveformGenerator : IDrivesSample, IShotDevice
{
    /// <summary>The kind, with two terminals; a driver of an instrument with others declares its own.</summary>
    static InstrumentKind Kind { get; } =
        new("an arbitrary waveform generator", typeof(IWaveformGenerator), [Terminal("1"), Terminal("2")]);

    /// <summary>What its waveforms may be.</summary>
    WaveformCapability Capability { get; }

    /// <summary>Loads waveforms. The outputs of their terminals are switched off for it and stay off, so that nothing that is
    /// loaded in part comes to the sample; <see cref="SetOutputAsync"/> switches them on again.</summary>
    /// <param name="program">The waveforms.</param>
    /// <param name="cancellationToken">Ends the transfer; the outputs are off then.</param>
    /// <exception cref="InstrumentException">A limit or the instrument's bounds forbid it (nothing was sent), refused, or no
    /// answer.</exception>
    ValueTask LoadAsync(WaveformProgram program, CancellationToken cancellationToken = default);

    /// <summary>Starts what was loaded: at once, or with the next trigger.</summary>
    /// <exception cref="InstrumentException">Nothing is loaded or a limit forbids it (nothing was sent), refused, or no
    /// answer.</exception>
    ValueTask StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops what is given out. The outputs stay as they are, at the waveform's idle level.</summary>
    /// <exception cref="InstrumentException">Refused, or no answer.</exception>
    [DrivesNothing]
    ValueTask StopAsync(CancellationToken cancellationToken = default);

    /// <summary>Switches an output.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="on">Whether it is on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(string terminal, bool on, CancellationToken cancellationToken = default);

    /// <summary>Reads back whether an output is on.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> GetOutputAsync(string terminal, CancellationToken cancellationToken = default);

    /// <summary>Reads back the voltage of the largest magnitude that amplitude and offset allow at the load.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Voltage> GetPeakAsync(string terminal, CancellationToken cancellationToken = default);

    /// <summary>A terminal of such a generator.</summary>
    /// <param name="name">Its name.</param>
    static TerminalDefinition Terminal(string name) => new TerminalDefinition
    {
        Name = name,
        SafeRank = SafeRanks.Pulses,
        Channels =
        [
            ChannelDefinition.Of<Voltage>(Channels.Voltage) with
            {
                Reach = ChannelReach.ThroughOutput,
                GetAsync = async (generator, cancellationToken) => (await ((IWaveformGenerator)generator)
                    .GetPeakAsync(name, cancellationToken).ConfigureAwait(false)).Volts,
            },
        ],
        QuietAsync = (generator, cancellationToken) => ((IWaveformGenerator)generator).StopAsync(cancellationToken),
    }.SwitchedBy<IWaveformGenerator>(
        (generator, on, cancellationToken) => generator.SetOutputAsync(name, on, cancellationToken),
        (generator, cancellationToken) => generator.GetOutputAsync(name, cancellationToken));
}
