using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SwitchMatrices;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SwitchMatrices;

/// <summary>The part that drivers of switch matrices have in common: routes of crosspoints, of which one is closed; all open,
/// that is read back, then the next ones close.</summary>
public abstract class RoutedMatrix : ScpiInstrument, ISwitchMatrix
{
    private const string SettlingKey = "settling";

    private readonly ISafetyGate gate;
    private readonly string[][] routes;
    private readonly Duration settling;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked before anything opens for a route.</param>
    /// <param name="routes">The crosspoints of each route, from the first.</param>
    /// <param name="settling">Time that relays take to open or to close.</param>
    protected RoutedMatrix(
        InstrumentSession session, ISafetyGate gate, IReadOnlyList<IReadOnlyList<string>> routes, Duration settling)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(routes);
        this.gate = gate;
        this.routes = [.. routes.Select(route => route.ToArray())];
        this.settling = settling;
    }

    /// <summary>The query of the closed crosspoints.</summary>
    protected abstract string ClosedQuery { get; }

    /// <summary>The command that opens all.</summary>
    protected abstract string OpenAll { get; }

    /// <inheritdoc/>
    public async ValueTask SetRouteAsync(int route, bool closed, CancellationToken cancellationToken = default)
    {
        if (!closed)
        {
            if (await IsRouteClosedAsync(route, cancellationToken).ConfigureAwait(false))
            {
                await OpenAllAsync(cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        string[] wanted = CrosspointsOf(route);
        string command = CloseCommand(wanted);
        gate.CheckTarget(Name, new SetPoint(TerminalOf(route), Channels.Output, 1), command);
        IReadOnlyList<string> present = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        if (present.ToHashSet().SetEquals(wanted))
        {
            return;
        }

        if (present.Count > 0)
        {
            await OpenAllAsync(cancellationToken).ConfigureAwait(false); // break before make
        }

        await Session.ApplyAsync(new SetPoint(TerminalOf(route), Channels.Output, 1), command, cancellationToken)
            .ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> made = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        if (!made.ToHashSet().SetEquals(wanted))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"Route {route} should close {string.Join(", ", wanted)}, and {Listed(made)} closed",
                $"{Name}, {ClosedQuery}",
                "Check the crosspoints in the bench file against the cards.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsRouteClosedAsync(int route, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> closed = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        return Observe(route, closed);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ReadClosedAsync(CancellationToken cancellationToken = default) =>
        Session.QueryAsync(ClosedQuery, ReadList, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> closed = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        for (int route = 1; route <= routes.Length; route++)
        {
            Observe(route, closed);
        }
    }

    /// <summary>A route is opened with all others.</summary>
    /// <param name="terminal">The route.</param>
    public IDrive At(string terminal) => this;

    /// <summary>Opens all crosspoints.</summary>
    /// <exception cref="InstrumentException">A relay did not open, the instrument refuses or does not answer.</exception>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => OpenAllAsync(cancellationToken);

    /// <summary>The keys of a bench file.</summary>
    /// <param name="crosspoints">How crosspoints are written, with examples.</param>
    protected static IReadOnlyList<SettingKey> Keys(string crosspoints) =>
    [
        .. Enumerable.Range(1, ISwitchMatrix.MostRoutes).Select(route => SettingKey.Text(
            KeyOf(route), string.Empty, $"Crosspoints of route {route}: {crosspoints}.")),
        SettingKey.NotNegative<Duration>(
            SettlingKey, Duration.FromMilliseconds(20), "Time that relays take to open or to close."),
    ];

    /// <summary>The crosspoints of all routes of a bench file.</summary>
    /// <param name="context">The driver's context.</param>
    /// <param name="isCrosspoint">Whether a text is a crosspoint.</param>
    /// <param name="examples">How crosspoints are written, for the error.</param>
    /// <exception cref="BenchException">One is not written so.</exception>
    protected static IReadOnlyList<IReadOnlyList<string>> RoutesOf(
        DriverContext context, Predicate<string> isCrosspoint, string examples)
    {
        ArgumentNullException.ThrowIfNull(context);
        IEnumerable<int> routes = Enumerable.Range(1, ISwitchMatrix.MostRoutes);
        return [.. routes.Select(route => RouteOf(context, route, isCrosspoint, examples))];
    }

    /// <summary>The time that relays take, of a bench file.</summary>
    /// <param name="context">The driver's context.</param>
    protected static Duration SettlingOf(DriverContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Settings.Get<Duration>(SettlingKey);
    }

    /// <summary>The command that closes crosspoints.</summary>
    /// <param name="crosspoints">The crosspoints.</param>
    protected abstract string CloseCommand(IReadOnlyList<string> crosspoints);

    /// <summary>Reads the answer to <see cref="ClosedQuery"/>.</summary>
    /// <param name="answer">The answer.</param>
    /// <exception cref="InstrumentException">It is no list of crosspoints.</exception>
    protected abstract IReadOnlyList<string> ReadList(string answer);

    private static string[] RouteOf(DriverContext context, int route, Predicate<string> isCrosspoint, string examples)
    {
        string text = context.Settings.Get<string>(KeyOf(route));
        string[] crosspoints = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.TrueForAll(crosspoints, isCrosspoint) ? crosspoints : throw new BenchException(
            $"{context.Name}: the key '{KeyOf(route)}' is '{text}'; write {examples}.");
    }

    private static string KeyOf(int route) => $"route_{route}";

    private static string TerminalOf(int route) => route.ToString(CultureInfo.InvariantCulture);

    private static string Listed(IReadOnlyList<string> crosspoints) =>
        crosspoints.Count == 0 ? "nothing" : string.Join(", ", crosspoints);

    private string[] CrosspointsOf(int route) => routes[route - 1] is { Length: > 0 } wanted
        ? wanted
        : throw new InstrumentException(
            InstrumentFault.Limit,
            $"Route {route} has no crosspoints",
            $"{Name}.{route}, {CloseCommand([])}",
            $"Nothing was sent. Name them in the bench file, in the key '{KeyOf(route)}'.");

    private bool Observe(int route, IReadOnlyList<string> closed)
    {
        string[] crosspoints = routes[route - 1];
        bool isClosed = crosspoints.Length > 0 && Array.TrueForAll(crosspoints, crosspoint => closed.Contains(crosspoint));
        Session.Observe(new SetPoint(TerminalOf(route), Channels.Output, isClosed ? 1 : 0));
        return isClosed;
    }

    private async ValueTask OpenAllAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(OpenAll, cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> left = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        for (int route = 1; route <= routes.Length; route++)
        {
            Observe(route, left);
        }

        if (left.Count > 0)
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"All crosspoints should be open, and {Listed(left)} stayed closed",
                $"{Name}, {OpenAll}",
                "Nothing was closed. Check the card for relays that stick.");
        }
    }
}
