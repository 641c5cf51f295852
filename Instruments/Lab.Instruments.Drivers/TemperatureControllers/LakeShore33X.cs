using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.TemperatureControllers;

/// <summary>The dialect of the Lake Shore 335 and 336, whose commands name the output.</summary>
public abstract class LakeShore33X : LakeShoreController
{
    private const string Kelvin = "1";

    private readonly SettingValues values;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="context">Session, gate and settings.</param>
    protected LakeShore33X(DriverContext context)
        : base(context) => values = context.Settings;

    /// <summary>The heater's ranges in bench files; the middle one by default.</summary>
    protected static IReadOnlyList<string> Ranges { get; } = ["medium", "low", "high"];

    /// <summary>The beliefs of the drivers about the instruments.</summary>
    protected static IReadOnlyList<Belief> SharedBeliefs =>
    [
        Belief.Read("OUTMODE? 1", "The mode of output 1", AnswerForm.Text, "Mode of output 1") with
        {
            Wanted = settings => $"1,{InputNumber(settings)},0",
            SetBy = settings => $"OUTMODE 1,1,{InputNumber(settings)},0",
            Usual = ["1,1,1", "0,0,0", "0,1,0"],
        },
        Belief.Read("RAMP? 1", "The ramp of output 1", AnswerForm.Text, "Ramp"),
        Belief.Read("RANGE? 1", "The range of output 1", AnswerForm.Number(string.Empty, 0, 3), "Heater range"),
        Belief.Read("SETP? 1", "The set-point of output 1", AnswerForm.Number("K", 0, 1500), "Set-point"),
        Belief.Read("HTR? 1", "The heater's output", AnswerForm.Number("%", 0, 100), "Heater output"),
        Belief.Read("HTRST? 1", "Faults of the heater", AnswerForm.Number(string.Empty, 0, 2), "Heater fault"),
    ];

    /// <inheritdoc/>
    protected override string RangeQuery => "RANGE? 1";

    /// <inheritdoc/>
    protected override string FaultQuery => "HTRST? 1";

    /// <inheritdoc/>
    protected override string OutputQuery => "HTR? 1";

    /// <inheritdoc/>
    protected override int WantedRange => values.Get<string>(RangeKey) switch { "low" => 1, "high" => 3, _ => 2 };

    /// <inheritdoc/>
    protected override string RangeCommand(int range) => $"RANGE 1,{range}";

    /// <inheritdoc/>
    protected override async ValueTask RequireLoopAsync(bool isOn, CancellationToken cancellationToken)
    {
        string wanted = $"1,{InputNumber(values)},0";
        await RequireModeAsync(
            "OUTMODE? 1",
            $"OUTMODE 1,{wanted}",
            answer => string.Concat(answer.Where(letter => letter != ' ')) == wanted,
            isOn,
            $"regulate output 1 by input {Sensor}, off after power-up",
            cancellationToken).ConfigureAwait(false);

        // A set-point is in the unit of its input, and 300 on a Celsius scale is another temperature.
        string query = $"INTYPE? {Sensor}";
        string[] fields = (await Session.QueryAsync(query, cancellationToken).ConfigureAwait(false)).Split(',');
        string inKelvin = string.Join(',', [.. fields[..^1].Select(field => field.Trim()), Kelvin]);
        await RequireModeAsync(
            query,
            $"INTYPE {Sensor},{inKelvin}",
            answer => answer.Split(',')[^1].Trim() == Kelvin,
            isOn,
            $"show input {Sensor} in kelvin",
            cancellationToken).ConfigureAwait(false);
    }

    private static int InputNumber(SettingValues settings) => settings.Get<string>(SensorKey)[0] - 'a' + 1;
}
