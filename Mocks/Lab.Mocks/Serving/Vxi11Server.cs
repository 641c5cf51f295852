using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Lab.Instruments.Wires.Rpc;

namespace Lab.Mocks.Serving;

/// <summary>
/// Serves twins over VXI-11: a port mapper, the core channel and the abort channel. The twins are the devices <c>inst0</c>,
/// <c>inst1</c>, … in the order of the bench file, and answer to their names on the bench as well.
/// </summary>
internal sealed class Vxi11Server : IAsyncDisposable
{
    /// <summary>The most links that all clients have together; each may hold a message.</summary>
    private const int MaximumLinks = 256;

    private readonly List<Vxi11Device> devices;
    private readonly TwinServerOptions options;
    private readonly ConcurrentDictionary<int, Vxi11Link> links = new();
    private readonly RpcServer core;
    private readonly RpcServer abort;
    private readonly RpcServer mapper;
    private int lastLink;

    public Vxi11Server(IReadOnlyList<Vxi11Device> devices, TwinServerOptions options, MemoryBudget budget)
    {
        this.devices = [.. devices];
        this.options = options;
        var opened = new List<IAsyncDisposable>();
        try
        {
            opened.Add(core = new RpcServer(
                "vxi11", 0, RpcPrograms.Core, RpcPrograms.Vxi11Version, options, budget, () => new Vxi11Core(this)));
            opened.Add(abort = new RpcServer(
                "vxi11 abort", 0, RpcPrograms.Abort, RpcPrograms.Vxi11Version, options, budget, () => new Vxi11Abort(this)));
            var ports = new Dictionary<uint, int>
            {
                [RpcPrograms.Core] = core.EndPoint.Port,
                [RpcPrograms.Abort] = abort.EndPoint.Port
            };
            mapper = new RpcServer(
                "port mapper",
                options.PortMapperPort ?? 0,
                RpcPrograms.PortMapper,
                RpcPrograms.PortMapperVersion,
                options,
                budget,
                () => new PortMapper(ports));
        }
        catch
        {
            foreach (IAsyncDisposable server in opened)
            {
                _ = server.DisposeAsync().AsTask();
            }

            throw;
        }
    }

    /// <summary>Where the port mapper is.</summary>
    public IPEndPoint PortMapperEndPoint => mapper.EndPoint;

    /// <summary>Where the abort channel is.</summary>
    public int AbortPort => abort.EndPoint.Port;

    /// <summary>Makes a link to a device.</summary>
    public Vxi11Error TryLink(string name, CancellationToken stopping, out Vxi11Link? link)
    {
        link = null;
        if (Find(name) is not { } device)
        {
            return Vxi11Error.DeviceNotAccessible;
        }

        if (links.Count >= MaximumLinks)
        {
            options.Notice($"vxi11: a link to {name} was refused, {MaximumLinks} are open");
            return Vxi11Error.OutOfResources;
        }

        link = new Vxi11Link(Interlocked.Increment(ref lastLink), device, options, stopping);
        links[link.Id] = link;
        return Vxi11Error.None;
    }

    /// <summary>Closes a link.</summary>
    public void Remove(Vxi11Link link)
    {
        links.TryRemove(link.Id, out _);
        link.Device.Unlock(link);
        link.Dispose();
    }

    /// <summary>Ends what a link waits for.</summary>
    public bool TryAbort(int id)
    {
        if (!links.TryGetValue(id, out Vxi11Link? link))
        {
            return false;
        }

        try
        {
            link.Abort();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // it was closed meanwhile
        }
    }

    public async ValueTask DisposeAsync()
    {
        await mapper.DisposeAsync().ConfigureAwait(false);
        await abort.DisposeAsync().ConfigureAwait(false);
        await core.DisposeAsync().ConfigureAwait(false);
        foreach (Vxi11Device device in devices)
        {
            device.Dispose();
        }
    }

    private Vxi11Device? Find(string name) =>
        devices.Find(device => device.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? (name.StartsWith("inst", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? devices.ElementAtOrDefault(index)
                : null);
}
