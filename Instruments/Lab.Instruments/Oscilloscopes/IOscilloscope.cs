using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Oscilloscopes;

/// <summary>An oscilloscope: it records voltages around a trigger.</summary>
public interface IOscilloscope : IInstrument, IShotDevice
{
    /// <summary>The kind, with four inputs.</summary>
    static InstrumentKind Kind { get; } = new(
        "an oscilloscope", typeof(IOscilloscope), [Input("1"), Input("2"), Input("3"), Input("4")]);

    /// <summary>How it records now.</summary>
    OscilloscopeSettings Settings { get; }

    /// <summary>Sets how it records.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">Its memory is too small for the duration at that rate
    /// (<see cref="InstrumentFault.Limit"/>), it refuses, or does not answer.</exception>
    [DrivesNothing]
    ValueTask ConfigureAsync(OscilloscopeSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Waits for the trigger, or for as many as there are averages or segments, and reads the records.</summary>
    /// <returns>A trace for each recorded input, in the order of the settings.</returns>
    /// <exception cref="InstrumentException">No trigger came (<see cref="InstrumentFault.Timeout"/>), or it does not
    /// answer.</exception>
    ValueTask<IReadOnlyList<OscilloscopeTrace>> AcquireAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until what was armed is recorded, and reads the records.</summary>
    /// <inheritdoc cref="AcquireAsync" path="/returns"/>
    /// <inheritdoc cref="AcquireAsync" path="/exception"/>
    ValueTask<IReadOnlyList<OscilloscopeTrace>> FetchAsync(CancellationToken cancellationToken = default);

    /// <summary>An input of an oscilloscope.</summary>
    /// <param name="name">Its name.</param>
    static TerminalDefinition Input(string name) => new()
    {
        Name = name,
        ArrayReadings =
        [
            new ArrayReading("trace", Voltage.Definition, async (instrument, _, cancellationToken) =>
            {
                var scope = (IOscilloscope)instrument;
                OscilloscopeTrace? trace = (await scope.AcquireAsync(cancellationToken).ConfigureAwait(false))
                    .FirstOrDefault(each => each.Terminal.Name == name);
                return trace?.Volts() ?? throw new InstrumentException(
                    InstrumentFault.Limit,
                    $"Input {name} is not recorded",
                    $"{instrument.Name}.{name}, trace",
                    $"Add it to 'inputs' in the settings of '{instrument.Name}' in the bench file.");
            }),
        ],
    };
}
