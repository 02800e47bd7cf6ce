# What the functions refuse of a profile, refused at plan: the rules of docs/schemas/profile.json, and
# the four that are beyond a schema. Tests hold both to that file.
locals {
  formats_by_output_group = {
    cmaf       = ["hls", "dash"]
    hls        = ["hls"]
    dash       = ["dash"]
    mp4        = ["mp4"]
    thumbnails = ["thumbnails"]
    storyboard = ["storyboard"]
  }
  side_px = { least = 32, most = 4096, step = 2 }

  # null is the same as absent: coalesce(null) fails.
  profile_jobs = {
    for name, profile in var.transcoding_profiles : name => [
      for job, wanted in try(coalesce(profile.jobs), {}) : {
        at         = "jobs.${job}"
        job        = job
        ladders    = { for group, ladder in try(coalesce(wanted.output_groups), {}) : group => ladder if ladder != null }
        thumbnails = try(wanted.thumbnails, null)
        storyboard = try(coalesce(wanted.storyboard), false)
      }
    ]
  }
  profile_renditions = {
    for name, jobs in local.profile_jobs : name => flatten([
      for job in jobs : [
        for group, ladder in job.ladders : [
          for number, rendition in ladder : { at = "${job.at}.output_groups.${group}[${number}]", rendition = rendition }
        ]
      ]
    ])
  }
  profile_thumbnails = {
    for name, jobs in local.profile_jobs : name => [
      for job in jobs : { at = "${job.at}.thumbnails", thumbnails = job.thumbnails } if job.thumbnails != null
    ]
  }

  profile_captions = {
    for name, profile in var.transcoding_profiles : name => anytrue([for wanted in try([profile.captions.sidecars, profile.captions.embedded], []) : try(coalesce(wanted), false)])
  }

  profile_numbers = {
    for name, profile in var.transcoding_profiles : name => concat(
      [{ at = "segment_seconds", value = profile.segment_seconds, least = 1, most = 60, step = 1 }],
      [for value in [profile.audio.loudness_lkfs] : { at = "audio.loudness_lkfs", value = value, least = -59, most = 0, step = 0 } if value != null],
      flatten([
        for one in local.profile_renditions[name] : concat(
          [
            merge(local.side_px, { at = "${one.at}.width_px", value = one.rendition.width_px }),
            merge(local.side_px, { at = "${one.at}.height_px", value = one.rendition.height_px }),
            { at = "${one.at}.max_bitrate_bps", value = one.rendition.max_bitrate_bps, least = 1000, most = 1152000000, step = 1 },
            { at = "${one.at}.max_frames_per_second", value = one.rendition.max_frames_per_second, least = 1, most = 60, step = 1 },
          ],
          [for value in [one.rendition.quality_level] : { at = "${one.at}.quality_level", value = value, least = 1, most = 10, step = 1 } if value != null],
        ) if one.rendition != null
      ]),
      flatten([
        for one in local.profile_thumbnails[name] : concat(
          [
            { at = "${one.at}.interval_seconds", value = one.thumbnails.interval_seconds, least = 1, most = 3600, step = 1 },
            { at = "${one.at}.max_count", value = one.thumbnails.max_count, least = 1, most = 10000, step = 1 },
          ],
          [for value in [one.thumbnails.width_px] : merge(local.side_px, { at = "${one.at}.width_px", value = value }) if value != null],
          [for number, value in try(coalesce(one.thumbnails.widths_px), []) : merge(local.side_px, { at = "${one.at}.widths_px[${number}]", value = value })],
        )
      ]),
    )
  }

  profile_choices = {
    for name, profile in var.transcoding_profiles : name => concat(
      [
        { at = "codec", value = profile.codec, choices = ["h264", "hevc"] },
        { at = "hdr", value = profile.hdr, choices = ["tone-map", "refuse"] },
        { at = "audio.bitrate_bps", value = profile.audio.bitrate_bps, choices = [96000, 112000, 128000, 160000, 192000, 224000, 256000, 288000, 320000] },
        { at = "audio.sample_rate_hz", value = profile.audio.sample_rate_hz, choices = [44100, 48000] },
      ],
      flatten([
        for low in [profile.audio.low] : [
          { at = "audio.low.bitrate_bps", value = low.bitrate_bps, choices = [40000, 48000, 56000, 64000, 80000] },
          { at = "audio.low.channels", value = low.channels, choices = [1, 2] },
        ] if low != null
      ]),
      [
        for one in local.profile_renditions[name] :
        { at = "${one.at}.quality_tuning_level", value = one.rendition.quality_tuning_level, choices = ["SINGLE_PASS", "SINGLE_PASS_HQ", "MULTI_PASS_HQ"] }
        if one.rendition != null
      ],
      flatten([
        for job in local.profile_jobs[name] : [
          for group in keys(job.ladders) : { at = "${job.at}.output_groups.${group}", value = group, choices = ["cmaf", "hls", "dash", "mp4"] }
        ]
      ]),
    )
  }

  profile_names = {
    for name in keys(var.transcoding_profiles) : name => concat(
      [for job in local.profile_jobs[name] : { at = job.at, value = job.job }],
      [for one in local.profile_renditions[name] : { at = "${one.at}.name", value = one.rendition.name } if one.rendition != null],
    )
  }

  profile_makes = {
    for name, jobs in local.profile_jobs : name => flatten([
      for job in jobs : [
        for group in concat(keys(job.ladders), job.thumbnails == null ? [] : ["thumbnails"], job.storyboard ? ["storyboard"] : []) : [
          for format in lookup(local.formats_by_output_group, group, []) : { format = format, at = "${job.at}.${group}" }
        ]
      ]
    ])
  }

  profile_checks = {
    for name, profile in var.transcoding_profiles : name => concat(
      [
        for one in local.profile_numbers[name] : {
          at    = one.at
          must  = "be ${one.step == 2 ? "an even" : one.step == 1 ? "a whole" : "a"} number from ${one.least} to ${one.most}"
          holds = one.value == null ? false : one.value >= one.least && one.value <= one.most && (one.step == 0 ? true : one.value % one.step == 0)
        }
      ],
      [
        for one in local.profile_choices[name] :
        { at = one.at, must = "be one of ${join(", ", one.choices)}", holds = contains(one.choices, one.value) }
      ],
      [
        for one in local.profile_names[name] : {
          at    = one.at
          must  = "be named by 1 to 31 small letters, digits and hyphens, such as 720p"
          holds = can(regex("^[a-z0-9][a-z0-9-]{0,30}$", one.value))
        }
      ],
      [
        for one in local.profile_renditions[name] :
        { at = one.at, must = "be a rendition, not null", holds = one.rendition != null }
      ],
      flatten([
        for job in local.profile_jobs[name] : [
          {
            at    = "${job.at}.output_groups"
            must  = "have at least one of cmaf, hls, dash and mp4: frame capture cannot be a job alone"
            holds = length(job.ladders) > 0
          },
          {
            at    = "${job.at}.output_groups.hls"
            must  = "be absent with the codec hevc, which transport streams do not carry: use cmaf"
            holds = profile.codec != "hevc" || !contains(keys(job.ladders), "hls")
          },
          {
            at    = "${job.at}.thumbnails"
            must  = "be null where no output group has a rendition: sound has no picture"
            holds = job.thumbnails == null || length(flatten(values(job.ladders))) > 0
          },
          {
            at    = "${job.at}.storyboard"
            must  = "be false without thumbnails and without a rendition in one of cmaf, hls and dash"
            holds = !job.storyboard || job.thumbnails != null || length(flatten([for group, ladder in job.ladders : ladder if group != "mp4"])) > 0
          },
        ]
      ]),
      flatten([
        for job in local.profile_jobs[name] : [
          for group, ladder in job.ladders : {
            at    = "${job.at}.output_groups.${group}"
            must  = "have renditions of different names, none of them audio, the name of the sound"
            holds = length(ladder) == length(setsubtract([for one in ladder : try(coalesce(one.name), "")], ["audio"]))
          }
        ]
      ]),
      flatten([
        for one in local.profile_thumbnails[name] : [
          {
            at    = "${one.at}.width_px"
            must  = "be absent beside widths_px"
            holds = one.thumbnails.width_px == null || one.thumbnails.widths_px == null
          },
          {
            at    = "${one.at}.widths_px"
            must  = "have at least one value, and none twice"
            holds = one.thumbnails.widths_px == null ? true : length(one.thumbnails.widths_px) == max(1, length(distinct(one.thumbnails.widths_px)))
          },
        ]
      ]),
      [
        for format in flatten(values(local.formats_by_output_group)) : {
          at    = join(" and ", [for one in local.profile_makes[name] : one.at if one.format == format])
          must  = "not both make ${format}"
          holds = length([for one in local.profile_makes[name] : one if one.format == format]) < 2
        }
      ],
      [
        { at = "jobs", must = "have at least one entry", holds = length(local.profile_jobs[name]) > 0 },
        {
          at    = "captions"
          must  = "be absent without a rendition in one of cmaf, hls and dash"
          holds = !local.profile_captions[name] || length(flatten([for job in local.profile_jobs[name] : [for group in ["cmaf", "hls", "dash"] : try(job.ladders[group], [])]])) > 0
        },
        {
          at    = "the whole"
          must  = "fit into 4096 characters of JSON, the size of a standard SSM parameter: give it fewer jobs or renditions"
          holds = length(jsonencode(profile)) <= 4096
        },
      ],
    )
  }

  profile_faults = {
    for name, checks in local.profile_checks : name => distinct([for one in checks : "${one.at} must ${one.must}." if !one.holds])
  }
}
