using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.TemperatureControllers;

/// <summary>A controller that holds the temperature of the sample with a heater and reads thermometers.</summary>
/// <remarks>Its terminals: <c>heater</c> with the set-point and the heater's switch, and the thermometers <c>a</c>
/// onwards. With the heater off the sample drifts to the temperature of its bath.</remarks>
public interface ITemperatureController : IDrivesSample
{
    /// <summary>The kind, with four thermometers.</summary>
    static InstrumentKind Kind { get; } =
        new("a temperature controller", typeof(ITemperatureController), TemperatureTerminals.Of(4));

    /// <summary>Ramps the set-point at the rate of the settings and returns when the temperature has stayed within the
    /// tolerance for the dwell.</summary>
    /// <exception cref="InstrumentException">Outside a limit or with the heater off (nothing was sent), not settled in the
    /// time of the settings (<see cref="InstrumentFault.Timeout"/>), or no answer.</exception>
    ValueTask<SettledTemperature> SetTemperatureAsync(Temperature temperature, CancellationToken cancellationToken = default);

    /// <summary>Reads back the set-point, which moves during a ramp.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Temperature> GetSetPointAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads one thermometer.</summary>
    /// <param name="input">Its number, from 1 for <c>a</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No thermometer there, or outside its curve
    /// (<see cref="InstrumentFault.Overflow"/>), no such input, or no answer.</exception>
    ValueTask<Temperature> ReadTemperatureAsync(int input, CancellationToken cancellationToken = default);

    /// <summary>Switches the heater. On begins at the temperature that is there, so that nothing jumps.</summary>
    /// <exception cref="InstrumentException">A limit forbids it, the heater is open or shorted, refused, or no
    /// answer.</exception>
    ValueTask SetHeaterAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the heater is on.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<bool> GetHeaterAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the heater's output.</summary>
    /// <returns>The part of the range in use, 0 to 1.</returns>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<double> ReadHeaterAsync(CancellationToken cancellationToken = default);
}
