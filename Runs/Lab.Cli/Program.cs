using Lab.Cli;

return await LabProgram.RunAsync(args, Terminal.OfProcess()).ConfigureAwait(false);
