using System.Globalization;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SwitchMatrices;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SwitchMatrices.Keithley7001>]

namespace Lab.Instruments.Drivers.SwitchMatrices;

/// <summary>Keithley 7001 and 7002 switch systems with scanner or matrix cards.</summary>
public sealed class Keithley7001 : RoutedMatrix, IShippedDriver
{
    private const string Query = ":CLOS:STAT?";

    /// <summary>Creates the driver on an open session.</summary>
    /// <inheritdoc cref="RoutedMatrix" path="/param"/>
    public Keithley7001(
        InstrumentSession session, ISafetyGate gate, IReadOnlyList<IReadOnlyList<string>> routes, Duration settling)
        : base(session, gate, routes, settling)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-7001",
        Kind = ISwitchMatrix.Kind,
        Summary = "Keithley 7001 or 7002 switch system",
        Settings = Keys("slot!row!column of a matrix card or slot!channel, `1!1!3, 1!2!4`"),
        Models = ["MODEL 7001", "MODEL 7002"],
        Beliefs = [Belief.ReliedOn(Query, "(@)", "The closed crosspoints", AnswerForm.Text, "closed crosspoints")],
        Create = context => new Keithley7001(
            context.Session(),
            context.Gate,
            RoutesOf(context, IsCrosspoint, "crosspoints such as 1!1!3, 1!2!4 or channels such as 1!5"),
            SettlingOf(context)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string ClosedQuery => Query;

    /// <inheritdoc/>
    protected override string OpenAll => ":OPEN ALL";

    /// <inheritdoc/>
    protected override string CloseCommand(IReadOnlyList<string> crosspoints) => $":CLOS (@{string.Join(',', crosspoints)})";

    /// <inheritdoc/>
    /// <remarks><c>(@1!1!3,1!2!4)</c>, and <c>(@)</c> where nothing is closed.</remarks>
    protected override IReadOnlyList<string> ReadList(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string text = answer.Trim();
        string[]? crosspoints = text.StartsWith("(@", StringComparison.Ordinal) && text.EndsWith(')')
            ? text[2..^1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : null;
        return crosspoints is not null && Array.TrueForAll(crosspoints, IsCrosspoint)
            ? crosspoints
            : throw Session.BadAnswer(answer, Query, "a list of crosspoints");
    }

    private static bool IsCrosspoint(string text) =>
        text.Split('!') is { Length: 2 or 3 } numbers && Array.TrueForAll(
            numbers, number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0);
}
