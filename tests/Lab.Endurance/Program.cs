using Lab.Endurance;
using Lab.Endurance.FaultSoak;
using Lab.Endurance.Fuzz;
using Lab.Endurance.Gate;
using Lab.Endurance.Kills;
using Lab.Endurance.Load;

// Long trials, each a class of its own folder. Their results are kept in results/; short forms of them run with the tests.
Trial[] trials =
[
    FaultSoakTrial.Description, GateTrial.Description, KillMatrixTrial.Trial, ArrayKillTrial.Description, LoadTrial.Trial,
    FuzzTrial.Trial
];

Trial? trial = args.Length > 0 ? Array.Find(trials, candidate => candidate.Name == args[0]) : null;
if (trial is null)
{
    await Console.Error.WriteLineAsync("Usage: dotnet run --project tests/Lab.Endurance -c Release -- TRIAL [OPTIONS]");
    foreach (Trial known in trials)
    {
        await Console.Error.WriteLineAsync($"  {known.Name} {known.Usage}: {known.Summary}");
    }

    return 2;
}

return await trial.RunAsync(args[1..]);
