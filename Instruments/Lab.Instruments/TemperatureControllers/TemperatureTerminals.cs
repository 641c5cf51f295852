using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.TemperatureControllers;

/// <summary>The terminals of temperature controllers: <c>heater</c>, and thermometers <c>a</c> onwards.</summary>
public static class TemperatureTerminals
{
    /// <summary>The heater with its set-point.</summary>
    public const string Heater = "heater";

    /// <summary>The channel of the set-point, K.</summary>
    public const string SetPoint = "temperature";

    /// <summary>The turn of a heater in the safe state: after sources, before magnets, which take longest.</summary>
    public const int SafeRank = SafeRanks.LineCurrent + 50;

    /// <summary>A thermometer.</summary>
    /// <param name="number">Its number, from 1 for <c>a</c>.</param>
    public static string Input(int number) => ((char)('a' + number - 1)).ToString();

    /// <summary>The terminals of an instrument.</summary>
    /// <param name="inputs">How many thermometers it reads.</param>
    public static IReadOnlyList<TerminalDefinition> Of(int inputs) =>
        [HeaterTerminal, .. Enumerable.Range(1, inputs).Select(InputOf)];

    // What is read back during a ramp is on its way, so that a difference is nobody's touch.
    private static TerminalDefinition HeaterTerminal => new TerminalDefinition
    {
        Name = Heater,
        SafeRank = SafeRank,
        Channels =
        [
            ChannelDefinition.Of<Temperature>(SetPoint).At<ITemperatureController, Temperature>(
                async (controller, temperature, cancellationToken) =>
                    await controller.SetTemperatureAsync(temperature, cancellationToken).ConfigureAwait(false),
                (controller, cancellationToken) => controller.GetSetPointAsync(cancellationToken))
                with
            {
                Sign = SetPointSign.NotNegative,
                Reach = ChannelReach.ThroughOutput,
                NoStepLimit = ": the instrument ramps its set-point by itself; limit its rate.",
            },
        ],
    }.SwitchedBy<ITemperatureController>(
        (controller, on, cancellationToken) => controller.SetHeaterAsync(on, cancellationToken),
        (controller, cancellationToken) => controller.GetHeaterAsync(cancellationToken));

    private static TerminalDefinition InputOf(int number) => new()
    {
        Name = Input(number),
        Readings =
        [
            InstrumentReading.Of<ITemperatureController, Temperature>(
                SetPoint, (controller, cancellationToken) => controller.ReadTemperatureAsync(number, cancellationToken)),
        ],
    };
}
