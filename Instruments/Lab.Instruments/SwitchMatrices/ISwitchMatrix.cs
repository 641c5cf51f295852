using System.Globalization;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.SwitchMatrices;

/// <summary>A switch matrix or scanner: relays that connect instruments with places of the sample.</summary>
/// <remarks>Its terminals are routes. A route is the crosspoints that the bench file names for it; at most one is closed. It
/// breaks before it makes: the relays of another route have opened before those of the next one close.</remarks>
public interface ISwitchMatrix : IDrivesSample
{
    /// <summary>How many routes a matrix has.</summary>
    const int MostRoutes = 8;

    /// <summary>The kind: routes <c>1</c> to <c>8</c>, each of which is closed or open. To be safe all are opened, after the
    /// currents through them have gone.</summary>
    static InstrumentKind Kind { get; } = new(
        "a switch matrix", typeof(ISwitchMatrix), [.. Enumerable.Range(1, MostRoutes).Select(RouteOf)]);

    /// <summary>Closes or opens a route. Closing opens all other crosspoints first.</summary>
    /// <param name="route">Its number, from 1.</param>
    /// <param name="closed">Whether it is to be closed.</param>
    /// <param name="cancellationToken">Ends the wait; what has opened stays open.</param>
    /// <exception cref="InstrumentException">The bench file names no crosspoints for it or a limit forbids it (nothing was
    /// sent), a relay did not switch, refused, or no answer.</exception>
    ValueTask SetRouteAsync(int route, bool closed, CancellationToken cancellationToken = default);

    /// <summary>Whether all crosspoints of a route are closed.</summary>
    /// <param name="route">Its number, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<bool> IsRouteClosedAsync(int route, CancellationToken cancellationToken = default);

    /// <summary>The crosspoints that are closed, of routes or not, as the instrument writes them.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<IReadOnlyList<string>> ReadClosedAsync(CancellationToken cancellationToken = default);

    private static TerminalDefinition RouteOf(int route) => new TerminalDefinition
    {
        Name = route.ToString(CultureInfo.InvariantCulture),
        SafeRank = SafeRanks.LineCurrent + 50,
    }.SwitchedBy<ISwitchMatrix>(
        (matrix, closed, cancellationToken) => matrix.SetRouteAsync(route, closed, cancellationToken),
        (matrix, cancellationToken) => matrix.IsRouteClosedAsync(route, cancellationToken));
}
