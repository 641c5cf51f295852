using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.TemperatureControllers;
using Lab.Instruments.Wires;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.TemperatureControllers.LakeShore340>]

namespace Lab.Instruments.Drivers.TemperatureControllers;

/// <summary>Lake Shore 340 temperature controller, loop 1 (model 340 user's manual, chapter 9).</summary>
public sealed class LakeShore340 : LakeShoreController, IShippedDriver
{
    private static readonly string[] Ranges = ["3", "1", "2", "4", "5"];

    private readonly SettingValues values;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="context">Session, gate and settings.</param>
    public LakeShore340(DriverContext context)
        : base(context) => values = context.Settings;

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "lakeshore-340",
        Kind = ITemperatureController.Kind,
        Terminals = TemperatureTerminals.Of(2),
        Summary = "Lake Shore 340 temperature controller",
        Settings = Keys(["a", "b"], Ranges),
        Manners = SharedManners with
        {
            Serial = new SerialSettings { Baud = 9600, DataBits = 7, Parity = "odd", Terminator = "crlf" },
        },
        Models = ["MODEL340"],
        Beliefs = Beliefs,
        Create = context => new LakeShore340(context),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override int Inputs => 2;

    /// <inheritdoc/>
    protected override string RangeQuery => "RANGE?";

    /// <inheritdoc/>
    protected override string FaultQuery => "HTRST?";

    /// <inheritdoc/>
    protected override string OutputQuery => "HTR?";

    /// <inheritdoc/>
    protected override int WantedRange => values.Get<string>(RangeKey)[0] - '0';

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read("CSET? 1", "Input, unit and state of loop 1", AnswerForm.Text, "Input and unit of loop 1") with
        {
            Wanted = settings => $"{settings.Get<string>(SensorKey).ToUpperInvariant()},1,1,0",
            SetBy = settings => $"CSET 1,{settings.Get<string>(SensorKey).ToUpperInvariant()},1,1,0",
        },
        Belief.Read("RAMP? 1", "The ramp of loop 1", AnswerForm.Text, "Ramp"),
        Belief.Read("RANGE?", "The range of the heater", AnswerForm.Number(string.Empty, 0, 5), "Heater range"),
        Belief.Read("SETP? 1", "The set-point of loop 1", AnswerForm.Number("K", 0, 1500), "Set-point"),
        Belief.Read("HTR?", "The heater's output", AnswerForm.Number("%", 0, 100), "Heater output"),
        Belief.Read("HTRST?", "Faults of the heater", AnswerForm.Number(string.Empty, 0, 6), "Heater fault"),
    ];

    /// <inheritdoc/>
    protected override string RangeCommand(int range) => $"RANGE {range}";

    /// <inheritdoc/>
    protected override ValueTask RequireLoopAsync(bool isOn, CancellationToken cancellationToken)
    {
        string wanted = $"{Sensor},1,1,0";
        return RequireModeAsync(
            "CSET? 1",
            $"CSET 1,{wanted}",
            answer => Answers.Trimmed(answer).Replace(" ", string.Empty, StringComparison.Ordinal)
                .StartsWith(wanted, StringComparison.OrdinalIgnoreCase),
            isOn,
            $"regulate loop 1 by input {Sensor} in kelvin, off after power-up",
            cancellationToken);
    }
}
