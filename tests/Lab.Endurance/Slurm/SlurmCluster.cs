using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Lab.Endurance.Slurm;

/// <summary>Slurm on this machine: a controller and two nodes with a core each, in a folder of their own.</summary>
public sealed class SlurmCluster : IAsyncDisposable
{
    /// <summary>The one node.</summary>
    public const string FirstNode = "n1";
    /// <summary>The other node.</summary>
    public const string SecondNode = "n2";

    /// <summary>So many tasks has its largest array of jobs, whose numbers begin at 0.</summary>
    public const int LargestArray = 51;

    private const string Keeper = "slurmstepd";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly string folder;
    private readonly Dictionary<string, SlurmProgram> programs = [];
    private bool hasStarted;

    private SlurmCluster(string folder) => this.folder = folder;

    /// <summary>The variables with which the commands of Slurm find it.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["SLURM_CONF"] = Path.Combine(folder, "slurm.conf"),
    };

    /// <summary>Starts it.</summary>
    /// <param name="folder">Its folder, which has to have a short path: sockets lie in it.</param>
    /// <exception cref="InvalidOperationException">Slurm is not installed, or does not start.</exception>
    public static async Task<SlurmCluster> StartAsync(string folder)
    {
        foreach (string program in (string[])["munged", "slurmctld", "slurmd", "sbatch"])
        {
            if (Find(program) is null)
            {
                throw new InvalidOperationException(
                    $"'{program}' is not here, and Slurm is needed: on Debian 'apt-get install slurm-wlm munge'.");
            }
        }

        var cluster = new SlurmCluster(folder);
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills a node with all that runs on it, as a loss of power does, and tells the controller, which would notice
    /// after a while.</summary>
    /// <param name="node">The node.</param>
    public async Task KillAsync(string node)
    {
        programs[node].Kill();
        KillProcessesOn(node);
        await AskAsync("scontrol", "update", $"nodename={node}", "state=down", "reason=killed");
    }

    /// <summary>Calls a command of Slurm.</summary>
    /// <param name="program">The command.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed, or does not end.</exception>
    public async Task<string> AskAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Variables)
        {
            start.Environment[name] = value;
        }

        using var patience = new CancellationTokenSource(Patience);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        string error;
        try
        {
            error = await process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill();
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' did not end.", late);
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed: {error}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (hasStarted)
            {
                await AskAsync("scancel", "--state=running", "--state=pending", $"--user={Environment.UserName}");
            }
        }
        finally
        {
            foreach (string node in (string[])[FirstNode, SecondNode])
            {
                KillProcessesOn(node);
            }

            foreach (SlurmProgram program in programs.Values.Reverse())
            {
                program.Dispose();
            }
        }
    }

    // Debian has them where only root's PATH leads.
    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator).Concat(["/usr/sbin", "/usr/bin"])
        .Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    private async Task StartAsync()
    {
        string host = Environment.MachineName.Split('.')[0];
        int[] ports = FreePorts(3);
        string socket = Path.Combine(folder, "munge.socket");
        foreach (string name in (string[])["state", FirstNode, SecondNode])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        string key = Path.Combine(folder, "munge.key");
        await File.WriteAllBytesAsync(key, RandomNumberGenerator.GetBytes(1024));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        string nodes = string.Join('\n', ((string[])[FirstNode, SecondNode]).Select((node, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[i + 1]} CPUs=1")));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "slurm.conf"),
            string.Create(CultureInfo.InvariantCulture, $"""
                ClusterName=lab
                SlurmctldHost={host}(127.0.0.1)
                SlurmctldPort={ports[0]}
                SlurmUser={Environment.UserName}
                SlurmdUser={Environment.UserName}
                AuthType=auth/munge
                AuthInfo=socket={socket}
                ProctrackType=proctrack/linuxproc
                TaskPlugin=task/none
                JobAcctGatherType=jobacct_gather/none
                AccountingStorageType=accounting_storage/none
                MaxArraySize={LargestArray}
                MailProg=/bin/true
                MpiDefault=none
                SwitchType=switch/none
                SelectType=select/cons_tres
                SelectTypeParameters=CR_CPU
                SlurmdParameters=config_overrides
                StateSaveLocation={folder}/state
                SlurmdSpoolDir={folder}/%n
                SlurmctldPidFile={folder}/slurmctld.pid
                SlurmdPidFile={folder}/%n.pid
                SlurmctldLogFile={folder}/slurmctld.log
                SlurmdLogFile={folder}/%n.log
                {nodes}
                PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP

                """));
        Start("munged", "munged", "--foreground", "--force", $"--key-file={key}", $"--socket={socket}",
            $"--pid-file={folder}/munge.pid", $"--log-file={folder}/munge.log", $"--seed-file={folder}/munge.seed");
        await WaitAsync(() => Task.FromResult(File.Exists(socket)), "munged");
        string configuration = Variables["SLURM_CONF"];
        Start("slurmctld", "slurmctld", "-D", "-f", configuration);
        Start(FirstNode, "slurmd", "-D", "-f", configuration, "-N", FirstNode);
        Start(SecondNode, "slurmd", "-D", "-f", configuration, "-N", SecondNode);
        await WaitAsync(
            async () => await FindStatesAsync() is ["idle", "idle"],
            "a node");
        hasStarted = true;
    }

    // The controller does not answer at once.
    private async Task<string[]> FindStatesAsync()
    {
        try
        {
            return (await AskAsync("sinfo", "--noheader", "--Node", "--format=%T"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }

    // What a job started carries the name of its node, and the keeper of the job is its parent, as long as that lives.
    private void KillProcessesOn(string node)
    {
        HashSet<int> found = [];
        foreach (Process process in Process.GetProcesses())
        {
            using (process)
            {
                try
                {
                    string variables = File.ReadAllText($"/proc/{process.Id}/environ");
                    if (variables.Contains($"SLURMD_NODENAME={node}\0", StringComparison.Ordinal)
                        && variables.Contains(folder, StringComparison.Ordinal))
                    {
                        found.Add(process.Id);
                        if (ParentOf(process.Id) is var parent
                            && File.ReadAllText($"/proc/{parent}/comm").StartsWith(Keeper, StringComparison.Ordinal))
                        {
                            found.Add(parent);
                        }
                    }
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // It has ended meanwhile, or is another user's.
                }
            }
        }

        foreach (int id in found.Where(id => id != Environment.ProcessId))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has ended meanwhile.
            }
        }
    }

    private static int ParentOf(int process) => int.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..],
        CultureInfo.InvariantCulture);

    private void Start(string name, string program, params string[] arguments) =>
        programs[name] = new SlurmProgram(Find(program) ?? program, arguments);

    private async Task WaitAsync(Func<Task<bool>> isIt, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isIt())
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
            }
            catch (OperationCanceledException late)
            {
                string said = string.Join('\n', programs.Values.SelectMany(each => each.Lines));
                throw new InvalidOperationException($"Slurm did not start ({what}):\n{said}", late);
            }
        }
    }
}
